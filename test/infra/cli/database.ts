import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { localOutputs } from '../../../infra/local/emulators.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { eventsOf } from '../../../shared/events/event.ts'
import { eventItem } from '../../../shared/events/event-item.ts'
import { emptyState, fold, type State } from '../../../shared/events/register.ts'
import { stateItem } from '../../../shared/events/state.ts'
import { outputs, type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { emulatedTables } from '../../emulated-tables.ts'
import { outputsFile } from './command-line.ts'

/** A webhook that was taken at a time. */
export type Taken = { trigger: string; payload: JsonObject; receivedAt: string; requestId?: string }

/** The project's tables in an emulator, and the outputs file that says where they are. @param more further outputs */
export async function startDatabase(more: Record<string, string> = {}) {
  const { client, endpoint, close } = await emulatedTables()
  return {
    outputs: outputsFile({
      CommBoxWebhooks: {
        WebhookUrl: 'http://127.0.0.1:9/webhooks',
        ...Object.fromEntries(pipelines.map((pipeline) => [outputs.table(pipeline), pipeline])),
        ...more,
      },
      Local: localOutputs('secret', { dynamoDb: endpoint, s3: endpoint, sqs: endpoint }),
    }),
    put: (entity: Pipeline, items: JsonObject[]) => put(client, entity, items),
    take: (entity: Entity, ...webhooks: Taken[]) => put(client, entity, itemsOf(entity, webhooks)),
    close,
  }
}

async function put(client: DynamoDBClient, entity: Pipeline, items: JsonObject[]): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [entity]: requests } }))
  }
}

/** The events and states that come of webhooks, as the consumers store them. */
function itemsOf(entity: Entity, webhooks: readonly Taken[]): JsonObject[] {
  const { layout, triggers } = definitions[entity]
  const events: JsonObject[] = []
  const states = new Map<string, State>()
  for (const [index, { trigger, payload, receivedAt, requestId }] of webhooks.entries()) {
    const reading = triggers[trigger]?.read(payload)
    if (reading === undefined || !('drafts' in reading))
      throw new Error(`${entity} ${trigger} is not readable`)
    const delivery = {
      version: 1 as const,
      deliveryId: `delivery-${index}`,
      receivedAt,
      entity,
      trigger,
      payload,
      ...(requestId ? { requestId } : {}),
    }
    for (const event of eventsOf(delivery, reading.drafts)) {
      events.push(eventItem(event, layout.partitionKey))
      states.set(event.key, fold(states.get(event.key) ?? emptyState(event.key), event))
    }
  }
  return [...events, ...[...states.values()].map((state) => stateItem(state, layout))]
}
