import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subjects } from '../../../infra/cli/find/subjects.ts'
import { buildProgram } from '../../../infra/cli/program.ts'
import type { Io } from '../../../infra/cli/terminal/io.ts'
import { createTable } from '../../../infra/local/tables.ts'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { sortKey } from '../../../shared/dynamodb/table.ts'
import { largestInline } from '../../../shared/events/large-bodies.ts'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import { tables } from '../../../shared/tables.ts'
import { deliveries } from '../../fixtures.ts'
import { stackTables } from '../../stack-tables.ts'
import { scratchFolder, tokenFile } from './command-line.ts'
import { MalformedQueryError, runQuery } from './deployed/insights.ts'
import { kindOf, permissionsPage } from './deployed/permissions.ts'
import { type DeployedStack, startDeployed } from './deployed/stack.ts'

let deployed: DeployedStack
beforeAll(async () => {
  deployed = await startDeployed()
  for (const { body, expected } of deliveries()) await deployed.post(`/${expected.url}`, body.toString())
  await postLarge('1')
  await deployed.drained()
})
afterAll(() => deployed?.stop())

/** A dead letter: its body in the bucket cannot be read. */
async function deadLetter(deliveryId: string): Promise<void> {
  const payloadKey = `Object/2024-06-09/${deliveryId}.json`
  const message = { version: 1, deliveryId, receivedAt: '2024-06-09T07:28:48.000Z', entity: 'Object' }
  await deployed.put(payloadKey, '{')
  await deployed.send('Object', JSON.stringify({ ...message, trigger: 'OnNewChild', payloadKey }))
  await deployed.drained()
}

/** Starts to move 100 dead letters, one a second. */
async function slowMove(pipeline: Pipeline): Promise<void> {
  for (let n = 0; n < 100; n += 1) await deployed.sendDeadLetter(pipeline, '{}')
  await deployed.beginMove(pipeline)
}

async function restoredTable(): Promise<void> {
  const { client } = stackTables(deployed.stack)
  const { partitionKey } = tables.Object
  await createTable(client, {
    TableName: 'Restored',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      { AttributeName: sortKey, KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
  })
  const item = (await deployed.items('Object')).find(({ activityType }) => activityType === 1)
  await client.send(
    new PutItemCommand({
      TableName: 'Restored',
      Item: toItem({ ...item, objectId: '2', record: `event#2024-06-09T07:28:48.000Z#restored` }),
    }),
  )
  client.destroy()
}

type Step = { args: string; before?: () => Promise<unknown>; terminal?: Partial<Io>; code?: number }

/** How each command is run, and what has to be there before. */
const steps: Record<string, () => (Step | Promise<Step>)[]> = {
  get: () =>
    ['object 1 --json', 'satisfaction 3377699720568738', 'object 3377699720567827 --names'].map((args) => ({
      args: `get ${args}`,
    })),
  timeline: () => ['1', '3377699720567827 --names'].map((id) => ({ args: `timeline ${id}` })),
  find: () => subjects.map(({ name, example }) => ({ args: `find ${name} ${example}`.trim() })),
  console: () => [{ args: 'console', terminal: visitedOnce() }],
  tail: () => [{ args: 'tail object', terminal: interruptedByAnEvent() }],
  export: () =>
    ['object', 'form --from 2024-01-01'].map((what, n) => ({
      args: `export ${what} --output ${join(folder, `events-${n}.jsonl`)}`,
    })),
  sql: () => [{ args: `sql --sync --file ${statementFile()}` }],
  report: () => [{ args: 'report overview --sync' }],
  doctor: () => [{ args: 'doctor --states', code: 1 }],
  drift: () => [{ args: 'drift' }],
  'privacy find': () => [
    {
      args: 'privacy find --user 3377699720575710',
      before: () => deployed.sendDeadLetter('Chat', '{}'),
    },
  ],
  'privacy export': () => [
    { args: `privacy export --user 3377699720575710 --output ${join(folder, 'request')}` },
  ],
  simulate: () => [
    {
      args: `simulate --conversations 1 --rate 200 --malformed 0.5 --yes --token-file ${tokenFile(deployed.stack.token)}`,
    },
  ],
  import: () =>
    ['--skip-similar --dry-run', '--yes'].map((how) => ({
      args: `import ${lost()} --entity object --trigger on-new --received-at 2026-11-24T08:15 ${how}`,
    })),
  'quarantine list': () => [{ args: 'quarantine list' }],
  'quarantine show': () => [quarantined((id) => `quarantine show ${id}`)],
  'quarantine replay': () => [
    quarantined((id) => `quarantine replay ${id} --entity object --trigger OnNew --yes`),
  ],
  'dead-letters list': () => [{ args: 'dead-letters list', before: () => deadLetter('dead-1') }],
  'dead-letters show': () => [{ args: 'dead-letters show object' }],
  'dead-letters quarantine': () => [{ args: 'dead-letters quarantine object dead-1 --yes' }],
  'dead-letters redrive': () => [
    { args: 'dead-letters redrive object dead-2 --yes', before: () => deadLetter('dead-2') },
    { args: 'dead-letters redrive object --yes', before: () => deployed.drained() },
    // One a second: it cannot be over before it is cancelled.
    {
      args: 'dead-letters redrive chat --yes',
      before: () => slowMove('Chat'),
      terminal: interruptedAtOnce,
      code: 1,
    },
  ],
  rebuild: () => [{ args: 'rebuild object --yes', before: spoil }, { args: 'rebuild object 1 --yes' }],
  reinterpret: () => [
    largeEvent('8', () => 'reinterpret object 8 --trigger OnNew --as object/OnAssign --yes'),
  ],
  // Of its only event, so that the state goes.
  withdraw: () => [largeEvent('9', (eventId) => `withdraw object 9 ${eventId} --yes`)],
  restore: () => [{ args: 'restore object --from Restored --yes', before: restoredTable }],
  prune: () => [{ args: 'prune --yes', before: expired }],
  // Last: what they erase is gone.
  'privacy erase': () => [
    largeEvent('12', (eventId) => `privacy erase --conversation 12 --event ${eventId} --yes`),
    quarantined(() => `privacy erase --conversation 5 --output ${join(folder, 'erased-5')} --yes`),
    {
      args: `privacy erase --user 3377699720575710 --output ${join(folder, 'erased')} --yes`,
      before: postShared,
    },
  ],
  'privacy check': () => [{ args: 'privacy check --user 3377699720575710 --erased-at 2100-01-01' }],
}

/** These compute states from the stored events: in its own case each can make every call that one of them made. */
const rebuilding = ['rebuild', 'reinterpret', 'withdraw', 'restore', 'prune', 'privacy erase']

/** Commands that make no call to AWS: they compute, or post webhooks. */
const withoutCalls = ['urls', 'token', 'send']

const folder = scratchFolder()

/** Interrupts `tail` when it has read the event that is posted when it waits. */
function interruptedByAnEvent(): Partial<Io> {
  let interrupt = () => {}
  return {
    out: () => interrupt(),
    err: () => void deployed.post('/object/on-assign', '{"payload":{"Id":"77"}}'),
    onInterrupt: (listener) => {
      interrupt = listener
      return () => {}
    },
  }
}

/** Interrupts `console` when a page of a conversation has been read. */
function visitedOnce(): Partial<Io> {
  let interrupt = () => {}
  return {
    out(line) {
      const [url = ''] = /http:\S+/.exec(line) ?? []
      fetch(`${url}/?conversation=3377699720568713`).finally(() => interrupt())
    },
    onInterrupt: (listener) => {
      interrupt = listener
      return () => {}
    },
  }
}

/** Writes a file of bodies, one of them too large for a message. */
function lost(): string {
  const file = join(folder, 'lost.jsonl')
  writeFileSync(file, `{"Id":"10"}\n{"Id":"11","Large":"${'x'.repeat(largestInline)}"}\n`)
  return file
}

function statementFile(): string {
  const file = join(folder, 'statement.sql')
  writeFileSync(file, 'SELECT * FROM conversations')
  return file
}

const interruptedAtOnce: Partial<Io> = {
  onInterrupt: (listener) => {
    listener()
    return () => {}
  },
}

/** Puts an event that has expired into the table, and what is left over of a thing. */
async function expired(): Promise<void> {
  await deployed.putItem('Object', { objectId: '50', record: 'event#1#1', expiresAt: 1 })
  await deployed.putItem('Object', { objectId: '51', record: 'contact#phone:1', version: '1' })
}

/** Puts a wrong state and a wrong index item into the table: no event explains them. */
async function spoil(): Promise<void> {
  const version = '2090-01-01T00:00:00.000Z 1'
  const state = { objectId: '1', record: 'state', format: 1, status: 'Resolved', revision: 'wrong' }
  await deployed.putItem('Object', { ...state, registers: { [version]: ['status'] } })
  await deployed.putItem('Object', { objectId: '1', record: 'tag#7', format: 1, tagId: '7', version })
}

async function quarantined(args: (id: string) => string): Promise<Step> {
  // Large, so that its body is in the bucket.
  const id = await deployed.post(
    '/object/no-such-trigger',
    `{"payload":{"Id":"5","X":"${'x'.repeat(300_000)}"}}`,
  )
  await deployed.drained()
  return { args: args(id) }
}

/** Stores an event whose payload is in the bucket. */
async function largeEvent(objectId: string, args: (eventId: string) => string): Promise<Step> {
  await postLarge(objectId)
  const event = (await deployed.items('Object')).find((item) => item.objectId === objectId && item.eventId)
  return { args: args(String(event?.eventId)) }
}

async function postLarge(Id: string): Promise<void> {
  await deployed.post('/object/on-new', JSON.stringify({ payload: { Id, Large: 'x'.repeat(largestInline) } }))
  await deployed.drained()
}

/** Stores a large body with messages of two customers, one of whom a dead letter names too. */
async function postShared(): Promise<void> {
  const Child = ['3377699720575710', '2'].map((Id) => ({ Id: `9${Id}`, ManagerId: '0', User: { Id } }))
  const payload = { Id: '13', Children: { Child }, Large: 'x'.repeat(largestInline) }
  await deployed.post('/object/on-new-child', JSON.stringify({ payload }))
  await deployed.drained()
  await deployed.sendDeadLetter('User', '{"User": "3377699720575710"}')
}

/** The names of all commands: `quarantine list`, …; what `find` takes are questions, not commands. */
function namesIn(command: Command, path: readonly string[] = []): string[] {
  if (command.commands.length === 0 || command.name() === 'find') return [path.join(' ')]
  return command.commands.flatMap((each) => namesIn(each, [...path, each.name()]))
}

describe('the permissions of the commands', () => {
  test('are recorded of every command that there is', async () => {
    const io = { out: () => {}, err: () => {}, env: {}, colours: false }
    const all = namesIn(await buildProgram({ ...io, now: () => new Date(), wait: async () => {} }))
    expect([...Object.keys(steps), ...withoutCalls].sort()).toEqual([...new Set(all)].sort())
  })

  test('are those of the page', async () => {
    const commands = []
    for (const [command, stepsOf] of Object.entries(steps)) {
      const needed = new Set<string>()
      for (const given of stepsOf()) {
        const { args, before, terminal, code = 0 } = await given
        await before?.()
        const ran = await deployed.command(args, terminal)
        expect([args, ran.code, ran.code === code ? '' : ran.err]).toEqual([args, code, ''])
        for (const each of ran.needed) needed.add(kindOf(each))
      }
      expect(needed.size).toBeGreaterThan(0)
      commands.push({ command, needed })
    }
    const together = commands.filter(({ command }) => rebuilding.includes(command))
    const ofAny = together
      .flatMap(({ needed }) => [...needed])
      .filter((each) => /^dynamodb(?!:DescribeTable).* table$|GetObject/.test(each))
    for (const { needed } of together) for (const each of ofAny) needed.add(each)
    // It reads queues as dead-letter queues, in which messages wait longer.
    const erasing = commands.find(({ command }) => command === 'privacy erase')?.needed ?? new Set()
    for (const each of erasing)
      if (/^sqs:(Delete|Receive|Change)/.test(each)) erasing.add(each.replace('dead-letter ', ''))
    await expect(permissionsPage(commands)).toMatchFileSnapshot('../../../docs/permissions.md')
  })
})

describe('doctor of a deployed stack', () => {
  test('reads in CloudWatch what the local log says', async () => {
    const findingsOf = (out: string) =>
      JSON.parse(out)
        .items.filter(
          ({ what }: { what: string }) => !/^(queues|alarms|dead letters|states|URL|token)/.test(what),
        )
        // The ages: one run is after the other.
        .map(({ text, ...finding }: { text: string }) => ({
          ...finding,
          text: text.replace(/last [^,]*ago/, ''),
        }))
    const local = await deployed.run('doctor --json')
    const remote = await deployed.command('doctor --json')
    const found = findingsOf(remote.out)
    expect(found).toEqual(findingsOf(local.out))
    expect(found).toContainEqual(expect.objectContaining({ what: 'Object OnNewActivity', verdict: 'good' }))
  })

  test('names the alarms that are raised', async () => {
    const { out } = await deployed.command('doctor --json')
    expect(JSON.parse(out).items).toContainEqual(
      expect.objectContaining({ verdict: 'bad', text: 'in ALARM: CommBoxWebhooks-AlarmsDeadLetters' }),
    )
  })
})

describe('the stand-in of Logs Insights refuses what its syntax does not have', () => {
  test.each([
    'stats count(*) as n',
    'stats count(*) as n by a-b',
    'stats avg(x) as n by a',
    'stats count(*) n by a',
    'filter present(a) | stats count(*) as n by a',
    'filter ispresent(a) and (ispresent(b) | stats count(*) as n by a',
    'stats count(*) as n by a | limit 10001',
    'stats count(*) as n by a | head 3',
    'filter ispresent(a)',
  ])('%s', (query) => {
    expect(() => runQuery(query, [{ timestamp: 1, message: '{"a":1,"b":2}' }])).toThrow(MalformedQueryError)
  })

  test('and reads 200 fields of a line', () => {
    const message = JSON.stringify({ list: Array.from({ length: 199 }, () => 'x'), a: 'first', b: 'second' })
    expect(runQuery('stats count(*) as n by a, b', [{ timestamp: 1, message }])).toEqual([
      [
        { field: 'a', value: 'first' },
        { field: 'n', value: '1' },
      ],
    ])
  })
})
