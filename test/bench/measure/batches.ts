import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { consumerMemory } from '../../../infra/constructs/entity-pipeline.ts'
import { credentials, region } from '../../../infra/local/account.ts'
import { startS3 } from '../../../infra/local/s3.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { findByName } from '../../../shared/commbox/names.ts'
import { requestsAtOnce } from '../../../shared/dynamodb/database.ts'
import { type DeliveryMessage, encodeMessage } from '../../../shared/events/delivery.ts'
import { pipelines } from '../../../shared/runtime/names.ts'
import { tables } from '../../../shared/tables.ts'
import { emulatedTables } from '../../emulated-tables.ts'
import { sqsRecord } from '../../sqs-record.ts'
import type { Bundles } from '../harness/build.ts'
import { functionEnvironment } from '../harness/environment.ts'
import { instant } from '../harness/loads.ts'
import { tablesFolder } from '../harness/memory.ts'
import { measured, type Results } from '../harness/results.ts'
import { counted, type Row } from '../harness/row.ts'
import { median, percentile, sum } from '../harness/statistics.ts'
import { figure, markdown } from '../harness/table.ts'
import { warm } from '../harness/warm.ts'
import { startWire } from '../harness/wire.ts'

/** The part of a core that Lambda gives a consumer: one at 1,769 MB. */
const coreShare = consumerMemory / 1769
/** A consumer has so many milliseconds, less two seconds in which it reports what it did not reach. */
const timeOfBatch = 28_000
/** Milliseconds that a request to DynamoDB takes in the simulation of docs/scaling.md too. */
const latency = 8

const rounds = 7
const inBatch = 10

/** What was measured of each shape, and how many of it a consumer on Lambda stores in its time. */
export function batchesTable(from: Results): string {
  return markdown(
    ['message', 'CPU, one core', 'requests', `on Lambda with ${consumerMemory} MB`, 'in 28 s', 'most memory'],
    Object.entries(shapes).map(([name, { what }]) => [
      what,
      `${figure(measured(from, `batch-${name}`))} ms`,
      figure(measured(from, `batch-${name}-requests`)),
      `${figure(durationOf(from, name))} ms`,
      String(fittingIn(from, name)),
      `${figure(measured(from, `batch-${name}-memory`))} MB`,
    ]),
  )
}

/** How many of the costliest messages end in time: the largest batch that a stage may choose. */
export function largestThatEnds(from: Results): number {
  return Math.min(...Object.keys(shapes).map((name) => fittingIn(from, name)))
}

function fittingIn(from: Results, name: string): number {
  return Math.floor(timeOfBatch / durationOf(from, name))
}

/** What a message takes on Lambda: its CPU time on a part of a core, and the requests, so many of them at once. */
function durationOf(from: Results, name: string): number {
  const waiting = (measured(from, `batch-${name}-requests`) / requestsAtOnce) * latency
  return measured(from, `batch-${name}`) / coreShare + waiting
}

/** What a message of a batch can be, from what is usual to what costs most: of some tried, the worst of each kind. */
const shapes: Record<
  string,
  { what: string; message(n: number): { message: DeliveryMessage; body?: string } }
> = {
  usual: {
    what: 'a message of a conversation, 1 KB',
    message: (n) => ({ message: inline(n, 'OnNewChild', child(n)) }),
  },
  activities: {
    what: '500 activities, 60 KB',
    message: (n) => ({ message: inline(n, 'OnNewActivity', activities(n)) }),
  },
  tags: {
    what: '500 changes of tags in one delivery, 25 KB',
    message: (n) => ({ message: inline(n, 'OnUpdateTag', tags(n)) }),
  },
  body: {
    what: 'a body of 4.5 MB in the bucket, with a number above 2⁵³',
    message(n) {
      const { payload, ...message } = inline(n, 'OnNew', {})
      const text = JSON.stringify({ Id: String(n), StreamId: '1', Content: { Large: 'x'.repeat(4_500_000) } })
      const body = text.replace('"Content":{', '"Content":{"Number":12345678901234567890,')
      return { message: { ...message, payloadKey: `Object/2026-01-01/body-${n}.json` }, body }
    },
  },
}

/**
 * The CPU time of a consumer for each message of a batch, and the most memory of its process: the bundle as deployed,
 * with the heap that Lambda's memory leaves, on emulators of DynamoDB and S3.
 */
export async function batches(bundles: Bundles): Promise<Row[]> {
  const folder = mkdtempSync(join(tablesFolder, 'bench-bodies-'))
  const [emulated, s3] = [await emulatedTables(tablesFolder), await startS3(folder)]
  await s3.createBucket('bucket')
  const client = new S3Client({ endpoint: s3.endpoint, region, credentials, forcePathStyle: true })
  const wire = await startWire(
    emulated.endpoint,
    (name) => tables[findByName(pipelines, name) ?? 'Quarantine'],
  )
  const env = { ...functionEnvironment(wire.endpoint), AWS_ENDPOINT_URL_S3: s3.endpoint }
  const rows: Row[] = []
  for (const [name, { what, message }] of Object.entries(shapes)) {
    const heap = Math.floor(consumerMemory * 0.9)
    const consumer = await warm(bundles.ours('ObjectPipelineConsumer'), env, [`--max-old-space-size=${heap}`])
    const samples: number[] = []
    let peak = 0
    let requests = 0
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const records = []
      for (let n = round * inBatch; n < (round + 1) * inBatch; n += 1) {
        const made = message(n)
        const { payloadKey } = made.message
        if (payloadKey)
          await client.send(
            new PutObjectCommand({ Bucket: 'bucket', Key: payloadKey, Body: made.body ?? '' }),
          )
        records.push(sqsRecord(encodeMessage(made.message), `message-${n}`))
      }
      wire.taken()
      const ran = await consumer.run([{ Records: records }])
      peak = ran.peak
      requests = sum(Object.values(wire.taken().requests)) / inBatch
      if (round > 0) samples.push(ran.cpu / inBatch)
    }
    consumer.close()
    rows.push(
      {
        id: `batch-${name}`,
        what: `consumer CPU for ${what}`,
        unit: 'ms',
        median: median(samples),
        p95: percentile(samples, 0.95),
      },
      counted({
        id: `batch-${name}-requests`,
        what: `DynamoDB requests of a consumer for ${what}`,
        unit: 'requests',
        median: requests,
      }),
      counted({
        id: `batch-${name}-memory`,
        what: `most memory of a consumer of batches of ${inBatch}: ${what}`,
        unit: 'MB',
        median: peak / 1024 / 1024,
        target: consumerMemory,
      }),
    )
  }
  client.destroy()
  await s3.close()
  wire.close()
  await emulated.close()
  rmSync(folder, { recursive: true, force: true })
  return rows
}

function inline(n: number, trigger: string, payload: JsonObject): DeliveryMessage & { payload: JsonObject } {
  return {
    version: 1,
    deliveryId: `${trigger}-${n}`,
    receivedAt: instant(n),
    entity: 'Object',
    trigger,
    payload,
  }
}

const child = (n: number): JsonObject => ({
  Id: String(9_000_000 + (n % 3)),
  StreamId: '24569',
  Children: {
    Child: [{ Id: String(1_000_000 + n), Message: 'x'.repeat(500), ManagerId: '0', CreateDate: instant(n) }],
  },
})

const activities = (n: number): JsonObject => ({
  Id: String(8_000_000 + n),
  StreamId: '24569',
  Activities: {
    Activity: Array.from({ length: 500 }, (_, place) => ({
      Id: String(n * 500 + place),
      Type: 1 + (place % 20),
      CreateDate: instant(place),
      User: { Id: String(place) },
      Data: JSON.stringify({ statusId: place % 9 }),
    })),
  },
})

const tags = (n: number): JsonObject => ({
  Id: String(7_000_000 + n),
  StreamId: '24569',
  Tags: {
    Tag: Array.from({ length: 500 }, (_, place) => ({
      Id: String(place),
      Action: 'Add',
      Name: `Tag ${place}`,
    })),
  },
})
