import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import { hostname, listen } from '../../infra/local/listening.ts'
import { sortKey } from '../../shared/dynamodb/table.ts'
import { tables } from '../../shared/tables.ts'
import { type Answer, conflict, invalid, type Service, serverError, succeeded, throttled } from './answers.ts'
import { split, undoneMember } from './batch.ts'
import { chance } from './chance.ts'
import type { Call, Fault, Faults } from './schedule.ts'

export type FaultProxy = {
  /** Resolves when every call that was on its way has arrived. */
  settled(): Promise<void>
  /** `http://127.0.0.1:<port>`, in the emulator's place. */
  endpoint: string
  close(): void
}

/** How a call ends: with an answer, or with a cut connection. */
type End = Answer | 'cut'

type Pass = (body: string, target?: string) => Promise<Answer>

/**
 * Is between one function and an emulator and makes the faults of the schedule.
 *
 * @param isAlive is asked at every call whether its function still lives: of a dead one, nothing goes out
 */
export async function startProxy(
  service: Service,
  emulator: string,
  faults: Faults,
  isAlive: () => boolean,
): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true })
  const underway = new Set<Promise<End>>()
  const server = createServer(async (incoming, outgoing) => {
    const body = await textOf(incoming)
    const operation = String(incoming.headers['x-amz-target']).replace(/^.*\./, '')
    // Nobody is there any more to be answered.
    if (!isAlive()) return
    const ending = endOf({ operation, body }, incoming.headers).catch((): End => 'cut')
    underway.add(ending)
    const end = await ending
    underway.delete(ending)
    if (end === 'cut') incoming.socket.destroy()
    else outgoing.writeHead(end.status, end.headers).end(end.body)
  })

  async function endOf(call: Call, headers: IncomingHttpHeaders): Promise<End> {
    const pass: Pass = (body, target = String(headers['x-amz-target'])) =>
      forward(emulator, agent, { ...headers, 'x-amz-target': target }, body)
    const fault = faults.schedule(call)
    const faulty = fault && (await failing(fault, call, service, pass))
    if (fault && faulty) {
      faults.count(fault)
      return faulty
    }
    // Of DynamoDB, in milliseconds: of a call, and of a batch.
    if (faults.latency) await setTimeout(call.operation.startsWith('Batch') ? 10 : 5)
    const answer = await pass(call.body)
    if (answer.status === 400 && answer.body.includes('ConditionalCheckFailed')) faults.count('real-conflict')
    return answer
  }

  const port = await listen(server)
  return {
    endpoint: `http://${hostname}:${port}`,
    async settled() {
      while (underway.size > 0) await Promise.all(underway)
    },
    close() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** For so many milliseconds nothing is heard, then the connection breaks: the SDK itself would wait without end. */
const late = 500

/** The end of a call at which a fault is made; undefined where this fault cannot be made here. */
async function failing(
  fault: Fault,
  { operation, body }: Call,
  service: Service,
  pass: Pass,
): Promise<End | undefined> {
  const at = chance(0, body)
  switch (fault) {
    case 'refused':
      return invalid('One or more parameter values were invalid')
    case 'throttled':
      return throttled(service, at)
    case 'server-error':
      return serverError(service, at)
    case 'cut':
      return 'cut'
    case 'cut-after':
      await pass(body)
      return 'cut'
    case 'server-error-after':
      await pass(body)
      return serverError(service, at)
    case 'late-after':
      await pass(body)
      await setTimeout(late)
      return 'cut'
    case 'part':
      return inPart(operation, body, pass)
    case 'conflict': {
      const item = await standing(body, pass)
      return item === undefined ? undefined : conflict(item)
    }
  }
}

/** Does about half of a batch, never all of it, and of a batch of one nothing. */
async function inPart(operation: string, body: string, pass: Pass): Promise<Answer> {
  const { done, undone } = split(body, (index, count) =>
    index === 0 ? count > 1 : index < count - 1 && chance(0, body, index) < 0.5,
  )
  if (done === undefined) return succeeded({ Responses: {}, [undoneMember(operation)]: undone })
  const answer = await pass(done)
  if (answer.status !== 200) return answer
  const parsed = v.parse(v.looseObject({}), JSON.parse(answer.body))
  return succeeded({ ...parsed, [undoneMember(operation)]: undone })
}

const put = v.looseObject({ TableName: v.string(), Item: v.record(v.string(), v.unknown()) })
const got = v.looseObject({ Item: v.optional(v.unknown()) })
const partitionKeys = new Set<string>(Object.values(tables).map(({ partitionKey }) => partitionKey))

/** The item that a write would replace, in DynamoDB's own JSON. */
async function standing(body: string, pass: Pass): Promise<unknown> {
  const { TableName, Item } = v.parse(put, JSON.parse(body))
  for (const partitionKey of partitionKeys) {
    const Key = { [partitionKey]: Item[partitionKey], [sortKey]: Item[sortKey] }
    const request = JSON.stringify({ TableName, Key, ConsistentRead: true })
    const answer = await pass(request, 'DynamoDB_20120810.GetItem')
    if (answer.status === 200) return v.parse(got, JSON.parse(answer.body)).Item
  }
  return undefined
}

function forward(
  emulator: string,
  agent: Agent,
  headers: IncomingHttpHeaders,
  body: string,
): Promise<Answer> {
  const { host: _host, 'content-length': _length, ...others } = headers
  return new Promise((resolve, reject) => {
    const outgoing = request(
      emulator,
      { method: 'POST', agent, headers: { ...others, 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        textOf(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: text }),
          reject,
        )
      },
    )
    outgoing.on('error', reject).end(body)
  })
}

async function textOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part)
  return Buffer.concat(parts).toString()
}
