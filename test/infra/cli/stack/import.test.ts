import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../command-line.ts'
import { type Running, startRunning } from './running.ts'

const conversation = '3377699720568713'
/** A flat message has no id, and no time of its own that is certain. */
const message = {
  payload: { Id: conversation, Message: '?', ManagerId: '0', CreateDate: '09-06-2024 07:28:47' },
}
const activity = (Id: string) => ({
  Event: {
    Subscription: 'Object',
    Name: 'OnNewActivity',
    Object: {
      Id: conversation,
      Activities: { Activity: { Id, Type: '2', CreateDate: '09-06-2024 07:30:00', Data: { statusId: 2 } } },
    },
  },
})

const folder = scratchFolder()
/** Writes a file into the folder of this test, and returns its path. */
function file(name: string, content: unknown): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  return path
}

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(() => running?.stop())

const eventsOf = async (entity: 'Object' | 'Satisfaction' | 'User' = 'Object') =>
  (await running.items(entity)).filter(({ eventId }) => eventId !== undefined)
const at = '--received-at 2024-06-09T07:35'
const lines = (out: string) => out.trimEnd().split('\n')

describe('import: each test continues where the one before ended', { shuffle: false }, () => {
  test('validates everything first; a dry run says what would be sent, and writes nothing', async () => {
    const path = file(
      'lost.jsonl',
      [message, { payload: {} }, activity('1')].map((each) => JSON.stringify(each)).join('\n'),
    )
    const { code, out, err } = await running.run(
      `import ${path} --entity object --trigger on-new-child ${at} --dry-run`,
    )
    expect({ code, err }).toEqual({ code: 1, err: 'error: not every body is valid\n' })
    expect(lines(out)).toEqual([
      `${path}:2  invalid: invalid (payload.Id: expected a value, received nothing)`,
      '1  Object OnNewActivity',
      '1  Object OnNewChild',
      '2 would be sent, 1 not valid',
    ])
    expect(await running.items('Object')).toEqual([])
    const unasked = await running.run(`import ${path} ${at}`)
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
  })

  test('stores bodies under the given time, and two that are alike as two', async () => {
    const path = file('list.json', [message, message, activity('1')])
    const { code, out } = await running.run(
      `import ${path} --entity object --trigger on-new-child ${at} --yes`,
    )
    expect(code).toBe(0)
    expect(lines(out)).toEqual(['1  Object OnNewActivity', '2  Object OnNewChild', '3 sent'])
    await running.drained()
    const events = await eventsOf()
    expect(events).toHaveLength(3)
    for (const event of events)
      expect(event).toMatchObject({
        receivedAt: '2024-06-09T07:35:00.000Z',
        deliveryId: expect.stringMatching(/^import-[0-9a-f]{16}-[12]$/),
        // By which the event bus leaves out what a command wrote.
        via: 'import',
      })
    // A flat message counts at its own time if that is at most ten minutes before the receipt.
    expect(events.map(({ occurredAt }) => occurredAt)).toEqual([
      '2024-06-09T07:28:47.000Z',
      '2024-06-09T07:28:47.000Z',
      '2024-06-09T07:30:00.000Z',
    ])
  })

  test('an import of an import changes nothing, in whatever form and order the bodies come', async () => {
    const before = await running.items('Object')
    const text = JSON.stringify(message)
    file('again/1.json', JSON.stringify(message, null, 4))
    file('again/2.jsonl', `${JSON.stringify(activity('1'))}\r\n\r\n${text}\n`)
    file('again/.hidden', 'no body')
    const options = `--entity object --trigger on-new-child ${at} --yes`
    expect(await running.run(`import ${join(folder, 'again')} ${options}`)).toMatchObject({
      code: 0,
      err: '',
    })
    const input = async () => Buffer.from(`\uFEFF[${text},${text}]`)
    const piped = await running.run(`import - ${options} --json`, { input })
    expect(JSON.parse(piped.out).items).toMatchObject([
      { place: '-[0]', result: 'sent', to: 'Object OnNewChild' },
      { place: '-[1]', result: 'sent' },
    ])
    await running.drained()
    expect(await running.items('Object')).toEqual(before)
  })

  test('what says itself what it is and when it came needs no options', async () => {
    const survey = { ObjectId: conversation, Score: '5' }
    const path = file('described.json', [
      {
        receivedAt: '2024-06-09T08:00:01Z',
        entity: 'satisfaction',
        brand: 'Acme',
        body: JSON.stringify(survey),
      },
      { receivedAt: '2024-06-09 08:00:02', entity: 'satisfaction', body: { payload: survey } },
      activity('2'),
      { entity: 'object', trigger: 'on-new-child', body: message },
    ])
    const { code, out } = await running.run(`import ${path} --brand Other --trigger on-new-child --yes`)
    expect(code).toBe(1)
    expect(lines(out)[0]).toBe(`${path}[3]  invalid: it has no time of its own: pass --received-at`)
    expect(lines(out).at(-1)).toBe('3 sent, 1 not valid')
    await running.drained()
    expect(await eventsOf('Satisfaction')).toMatchObject([
      { receivedAt: '2024-06-09T08:00:01.000Z', brand: 'Acme', score: 5 },
      { receivedAt: '2024-06-09T08:00:02.000Z', brand: 'Other', score: 5 },
    ])
    expect(await eventsOf()).toContainEqual(
      expect.objectContaining({ activityId: '2', receivedAt: '2024-06-09T07:30:00.000Z' }),
    )
  })

  test('finds what is stored already, each for one body only, and leaves it out with --skip-similar', async () => {
    const profile = { payload: { Id: '7', FirstName: 'Dana' } }
    await running.post('/user/on-update', JSON.stringify(profile))
    await running.drained()
    const [stored] = await eventsOf('User')
    const path = file('late.json', [profile, profile])
    const command = `import ${path} --entity user --trigger on-update --received-at ${running.today}`
    const dry = await running.run(`${command} --dry-run`)
    expect(lines(dry.out)).toEqual([
      `${path}[0]  stored already, as ${stored?.deliveryId} of ${stored?.occurredAt}`,
      '1  User OnUpdate',
      '1 would be sent, 1 stored already',
      '--skip-similar leaves out those that are stored already',
    ])
    const skipped = await running.run(`${command} --skip-similar --yes`)
    expect(lines(skipped.out).at(-1)).toBe('1 sent, 1 stored already')
    await running.drained()
    expect(await eventsOf('User')).toHaveLength(2)
    const again = await running.run(`${command} --skip-similar --yes`)
    expect(lines(again.out).at(-1)).toBe('0 sent, 2 stored already')
    const dayBefore = await running.run(`import ${path} --entity user --trigger on-update ${at} --dry-run`)
    expect(lines(dayBefore.out).at(-1)).toBe('2 would be sent')
    const known = await running.run(`import ${file('known.json', activity('1'))} --dry-run`)
    expect(lines(known.out).slice(-2)[0]).toBe('0 would be sent, 1 stored already')
  })

  test('Ctrl-C interrupts it, and the same command resumes', async () => {
    const bodies = Array.from({ length: 30 }, (_, number) => activity(String(100 + number)))
    const path = file('many.jsonl', bodies.map((each) => JSON.stringify(each)).join('\n'))
    let interrupt = () => {}
    let progress = ''
    const interrupted = await running.run(`import ${path} --yes`, {
      onInterrupt: (listener) => {
        interrupt = listener
        return () => {}
      },
      live: (text) => {
        progress += text
        if (/[^0-9]5 of 30/.test(progress)) interrupt()
      },
    })
    expect(interrupted).toMatchObject({
      code: 1,
      err: 'error: interrupted: run the same command to resume\n',
    })
    expect(lines(interrupted.out).at(-1)).toMatch(/^\d+ sent, \d+ not started$/)
    expect(await running.run(`import ${path} --yes`)).toMatchObject({ code: 0, err: '' })
    await running.drained()
    expect((await eventsOf()).filter(({ activityId }) => Number(activityId) >= 100)).toHaveLength(30)
  })

  test('a large body goes to the bucket, and too many elements become several deliveries', async () => {
    const large = { payload: { Id: '9', Remarks: 'ש'.repeat(100_000) } }
    const many = structuredClone(activity('0'))
    const list = Array.from({ length: 501 }, (_, number) => ({
      ...activity(String(1000 + number)).Event.Object.Activities.Activity,
    }))
    const whole = { Event: { ...many.Event, Object: { Id: '10', Activities: { Activity: list } } } }
    const path = file('large.json', [large, whole])
    const { code, out } = await running.run(`import ${path} --entity user --trigger on-update ${at} --yes`)
    expect(code).toBe(0)
    expect(lines(out)).toContain('1  Object OnNewActivity, in 2 parts')
    await running.drained()
    expect((await eventsOf('User')).filter(({ userId }) => userId === '9')).toMatchObject([
      { payloadKey: expect.stringMatching(/^User\//) },
    ])
    expect((await eventsOf()).filter(({ objectId }) => objectId === '10')).toHaveLength(501)
  })

  test.each([
    ['a file that is not there', `import ${join(folder, 'none.json')}`, 1, 'there is no file'],
    ['bytes that are not UTF-8', `import ${file('latin.txt', '')}`, 1, 'is not a text in UTF-8'],
    ['a time in the future', 'import - --received-at 2999-01-01', 2, '--received-at lies in the future'],
    ['no input', 'import -', 2, 'nothing is piped'],
  ])('says what is wrong: %s', async (_what, args, code, says) => {
    writeFileSync(join(folder, 'latin.txt'), Buffer.from([0xf9, 0xe5]))
    expect(await running.run(`${args} --yes`)).toMatchObject({ code, err: expect.stringContaining(says) })
  })

  test('a body in XML is a body too', async () => {
    const survey = `<Event Subscription="Satisfaction" Name="OnSubmit">
      <Satisfaction ObjectId="${conversation}"><Score>3</Score></Satisfaction>
    </Event>`
    const { code, out } = await running.run(`import ${file('survey.xml', survey)} ${at} --yes`)
    expect({ code, last: lines(out).at(-1) }).toEqual({ code: 0, last: '1 sent' })
    await running.drained()
    expect(await eventsOf('Satisfaction')).toContainEqual(
      expect.objectContaining({ score: 3, receivedAt: '2024-06-09T07:35:00.000Z' }),
    )
  })

  test('a file with XML is one body', async () => {
    const path = file(
      'lost.xml',
      '<?xml version="1.0"?>\n<Event Subscription="Object" Name="OnNew">\n  <Object Id="4400000000000777"/>\n</Event>\n',
    )
    const { out } = await running.run(`import ${path} ${at} --dry-run`)
    expect(lines(out)).toEqual(['1  Object OnNew', '1 would be sent'])
  })

  test('a text that is neither JSON nor XML is one body that is not valid', async () => {
    const path = file('broken.json', '{"payload": {\n"Id": "1"')
    const { out } = await running.run(`import ${path} --entity user ${at} --dry-run`)
    expect(lines(out)).toEqual([
      `${path}  invalid: not-json (expected JSON or XML, received other text)`,
      '0 would be sent, 1 not valid',
    ])
    expect((await running.run(`import ${file('empty.json', ' ')} --dry-run`)).out).toBe('0 would be sent\n')
  })
})
