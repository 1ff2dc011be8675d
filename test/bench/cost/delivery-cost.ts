import { measured, type Results } from '../harness/results.ts'
import type { Deployed } from './deployed.ts'
import { prices } from './prices.ts'

/** What cannot be measured on one machine. Named here, so that anyone can put in what AWS shows them. */
export const assumed = {
  /** A function waits this long for an answer of SQS or DynamoDB, in milliseconds, within a region. */
  callMs: 8,
  /** From SendMessage until Lambda, which polls all the time, invokes the consumer, in milliseconds. */
  queueMs: 20,
  /** What Lambda needs before it runs the code of a function that has to start, in milliseconds. */
  startMs: 200,
  /** A function has a whole CPU at 1,769 MB, and less in proportion (Lambda's documentation). */
  fullCpuMb: 1769,
  /** Of ten events, one is the first of its thing, and so writes all of its indexes. */
  newShare: 0.1,
  /** CloudWatch counts so many bytes for each line besides the line. */
  logLineOverhead: 26,
  /** Bytes of Lambda's own two lines for each invocation, `platform.start` and `platform.report`. */
  systemLog: 125 + 240,
  /** Bytes of a value in a line of the access log; API Gateway writes a dash for what is empty. */
  accessLogValues: {
    requestId: 16,
    requestTime: 26,
    httpMethod: 4,
    status: 3,
    responseLatency: 2,
    'identity.sourceIp': 13,
  } as Readonly<Record<string, number>>,
}

/** US dollars for a million deliveries, by what is paid for. */
export type Cost = Record<
  'API Gateway' | 'Lambda' | 'SQS' | 'DynamoDB, writes' | 'DynamoDB, reads' | 'CloudWatch Logs',
  number
>

/** What a million deliveries cost, from the measured counts, in batches of 1 or of 10 messages. */
export function costPerMillion(results: Results, deployed: Deployed, batch: 1 | 10): Cost {
  const figure = (id: string) => measured(results, id)
  const eventsPerDelivery = figure('events-per-delivery')
  const mixed = (id: string) =>
    (1 - assumed.newShare) * figure(`${id}-${batch}`) + assumed.newShare * figure(`${id}-${batch}-new`)

  const ingestMs = stretched(figure('ingest-cpu/floor'), deployed.ingestMemory) + assumed.callMs
  const consumerMs = consumerMilliseconds(results, deployed, batch)

  const invocations = 1 + 1 / batch
  const logBytes =
    figure('ingest-log') +
    figure(`consumer-logged-${batch}`) +
    accessLogBytes(deployed.accessLogFormat) +
    (2 + figure(`consumer-lines-${batch}`)) * assumed.logLineOverhead +
    (deployed.writesSystemLog ? invocations * (assumed.systemLog + 2 * assumed.logLineOverhead) : 0)

  return {
    'API Gateway': 1e6 * prices.httpApiRequest,
    Lambda:
      1e6 *
      (invocations * prices.lambdaRequest +
        gbSeconds(ingestMs, deployed.ingestMemory) * prices.lambdaGbSecond +
        (gbSeconds(consumerMs, deployed.consumerMemory) / batch) * prices.lambdaGbSecond),
    // One request to send; to receive and to delete, one each for a batch.
    SQS: 1e6 * (1 + 2 / batch) * prices.sqsRequest,
    'DynamoDB, writes': 1e6 * eventsPerDelivery * mixed('write-units') * prices.writeUnit,
    'DynamoDB, reads': 1e6 * eventsPerDelivery * mixed('read-units') * prices.readUnit,
    'CloudWatch Logs': 1e6 * (logBytes / 1e9) * prices.logGb,
  }
}

/**
 * The least that a million deliveries cost with these services: each is one request of API Gateway, one invocation and
 * one message, kept once in an item of 1 KB, with a state of 1 KB that is read and written once. Invocations of one
 * millisecond; nothing is logged.
 */
export function floorPerMillion(deployed: Deployed, batch: 1 | 10): Cost {
  const compute = gbSeconds(1, deployed.ingestMemory) + gbSeconds(1, deployed.consumerMemory) / batch
  return {
    'API Gateway': 1e6 * prices.httpApiRequest,
    Lambda: 1e6 * ((1 + 1 / batch) * prices.lambdaRequest + compute * prices.lambdaGbSecond),
    SQS: 1e6 * (1 + 2 / batch) * prices.sqsRequest,
    'DynamoDB, writes': 1e6 * 2 * prices.writeUnit,
    'DynamoDB, reads': 1e6 * prices.readUnit,
    'CloudWatch Logs': 0,
  }
}

/** How long a consumer takes for a batch of 1 or of 10 messages, with what it waits for DynamoDB. */
export function consumerMilliseconds(results: Results, deployed: Deployed, batch: 1 | 10): number {
  const events = batch * measured(results, 'events-per-delivery')
  const cpuMs = events * measured(results, `consumer-cpu-${batch}/a handler that only puts`)
  return stretched(cpuMs, deployed.consumerMemory) + measured(results, `sequence-${batch}`) * assumed.callMs
}

function accessLogBytes(format: string): number {
  return format.replace(/\$context\.([\w.]+)/g, (_, name) => 'x'.repeat(assumed.accessLogValues[name] ?? 1))
    .length
}

/** Milliseconds that a function takes for so much CPU, with the share of a CPU that its memory brings. */
export function stretched(cpuMs: number, memory: number): number {
  return cpuMs * Math.max(1, assumed.fullCpuMb / memory)
}

/** Lambda counts whole milliseconds. */
function gbSeconds(milliseconds: number, memory: number): number {
  return (Math.ceil(milliseconds) / 1000) * (memory / 1024)
}

export function totalOf(cost: Record<string, number>): number {
  return Object.values(cost).reduce((sum, part) => sum + part, 0)
}
