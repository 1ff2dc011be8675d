import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import * as v from 'valibot'
import { eventForwarder } from '../shared/bus/handler.ts'
import { entities } from '../shared/commbox/names.ts'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { environment } from '../shared/runtime/variables.ts'
import { requestHandler, unlogged } from './aws-calls.ts'
import { stackLog } from './stack-log.ts'

const variables = readEnvironment(
  v.intersect([
    v.object(v.entriesFromList(entities.map(environment.entityTableName), variable)),
    v.object({
      [environment.busName]: variable,
      [environment.stackName]: variable,
      [environment.eventPayloads]: v.optional(v.literal('true')),
      [environment.eventsOfCommands]: v.optional(v.literal('true')),
    }),
  ]),
)
const client = unlogged(new EventBridgeClient({ requestHandler }))

export const handler = eventForwarder({
  bus: variables[environment.busName],
  stack: variables[environment.stackName],
  hasPayloads: variables[environment.eventPayloads] !== undefined,
  hasCommands: variables[environment.eventsOfCommands] !== undefined,
  entityOf: new Map(entities.map((entity) => [variables[environment.entityTableName(entity)] ?? '', entity])),
  put: async (Entries) => (await client.send(new PutEventsCommand({ Entries }))).Entries ?? [],
  log: stackLog(),
})
