import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf, scratchFolder, wideLinesOf } from '../command-line.ts'
import { type Running, startRunning } from './running.ts'

/** CommBox's documented conversation of 9 June 2024, and what belongs to it. */
const conversation = '3377699720568713'
const fixtures = [
  ...['object/on-new', 'object/on-new-activity-a-remark', 'object/on-new-activity-b-status-change'],
  ...['object/on-new-activity-c-forward', 'user/login', 'user/on-new', 'tag/on-add', 'form/on-submit'],
  ...[
    'chat/on-user-exit',
    'satisfaction/on-submit',
    'object/on-new-child',
    'object/on-assign',
    'object/on-new-activity-g-update-object-tag',
  ],
].join(' ')

let running: Running
beforeAll(async () => {
  running = await startRunning()
  await running.run(`send ${fixtures}`)
  await running.drained()
})
afterAll(() => running?.stop())

describe('find', () => {
  test.each([
    ['conversations --channel 24569 --status 2', conversation],
    ['conversations --channel 24569 --status resolved', conversation],
    ['conversations --status 2', conversation],
    ['conversations --status resolved', conversation],
    ['channels', '24569'],
    ['agents', 'Best Agent'],
    ['tags', 'ffff'],
    ['conversations --customer 3377699720575710', conversation],
    ['conversations --tag 3377699720531414', '3377699720567827'],
    [`events --conversation ${conversation}`, 'FirstMessage'],
    ['actions --agent 23571562 --from 2024-06-09 --to 2024-06-10', 'Forward'],
    ['users --email newuser@GMAIL.com', '3377699720575719'],
    ['conversations --phone +972-53-964-0001', '381226'],
    ['conversations --phone 00972539640001', 'Mendy Doe'],
    ['conversations --email MendyDoe123@gmail.com', '381226'],
    ['users --logged-in', '23571002'],
    ['sessions --agent 23571002', 'Login'],
    ['scores --conversation 3377699720568738', 'good'],
    ['scores --month <month>', '3377699720568738'],
    ['forms --day <day>', '3377699720568739'],
    ['exits --user 3377699720575717', '3377699720568729'],
  ])('%s', async (question, answer) => {
    const dated = question.replace('<day>', running.today).replace('<month>', running.today.slice(0, 7))
    const { code, out } = await running.run(`find ${dated}`)
    expect(code).toBe(0)
    expect(rowsOf(out).flat()).toContain(answer)
  })

  test('goes from page to page, to the same answer as all at once', async () => {
    const ask = async (more: string) =>
      JSON.parse((await running.run(`find events --conversation ${conversation} --json ${more}`)).out)
    const whole = (await ask('--all')).items
    expect(whole.length).toBe(4)
    const paged: unknown[] = []
    let cursor = ''
    do {
      const { items, next } = await ask(`--limit 3${cursor && ` --cursor ${cursor}`}`)
      paged.push(...items)
      cursor = next
    } while (cursor)
    expect(paged).toEqual(whole)
    const { err } = await running.run(`find events --conversation ${conversation} --limit 1`)
    expect(err).toMatch(/^there is more: --cursor \S+\n$/)
  })

  test('nothing found is not a failure, and is said', async () => {
    expect(await running.run('find users --phone 000')).toEqual({
      code: 0,
      out: '',
      err: 'nothing found\n',
    })
  })

  test.each([
    ['conversations', 'pass one of --channel, --customer, --phone, --email, --agent, --tag, --status'],
    ['conversations --channel 1 --agent 2', 'pass one of'],
    ['conversations --agent 2 --status 1', 'pass one of'],
    ['scores', 'pass one of --conversation, --day, --month'],
    ['conversations --channel 1 --status Done', 'one of Open, Resolved'],
    ['scores --day 2024-6-9', 'YYYY-MM-DD'],
    ['scores --month 2024-13', 'months are 01 to 12'],
    ['events --conversation 1 --cursor WyJ4Il0', 'cursor'],
    ['actions --agent 1 --from yesterday', 'YYYY-MM-DD'],
  ])('%s is refused', async (question, advice) => {
    const { code, err } = await running.run(`find ${question}`)
    expect(code).toBe(2)
    expect(err).toContain(advice)
  })
})

test.each([
  ...['conversations --status 2', 'channels', 'agents', 'tags', 'users --logged-in'].map(
    (args) => `find ${args}`,
  ),
  ...[`events --conversation ${conversation}`, 'forms --day <day>'].map((args) => `find ${args}`),
  ...[`get object ${conversation}`, `timeline ${conversation}`, 'get satisfaction 3377699720568738', 'urls'],
  ...['quarantine list', 'dead-letters list', 'drift', 'doctor'],
  ...['privacy find --user 3377699720575710', 'sql --sync SELECT\u00a0*\u00a0FROM\u00a0activities'],
  ...['report overview', 'report first-response', 'report --list', 'send'],
])('%s fits into 80 columns, and breaks no word', async (args) => {
  const typed = args.replace('<day>', running.today)
  const { out } = await running.run(typed, { width: 80 })
  expect(out).not.toBe('')
  expect(wideLinesOf(out)).toEqual([])
  // What it prints is never the same: ids and durations.
  if (args === 'doctor') return
  const words = (text: string) => text.split(/\s+/).filter(Boolean)
  const unbroken = new Set(words((await running.run(typed)).out))
  expect(words(out).filter((word) => !unbroken.has(word))).toEqual([])
})

describe('timeline', () => {
  test('a conversation with its score and chat exit, by time, agents by name', async () => {
    await running.post(
      '/satisfaction',
      `{"payload":{"Score":"5","Description":"thanks","ObjectId":"${conversation}"}}`,
    )
    await running.post(
      '/chat',
      `{"payload":{"User":{"Id":"3377699720575710"},"Object":{"Id":"${conversation}"}}}`,
    )
    await running.drained()
    const { code, out } = await running.run(`timeline ${conversation}`)
    expect(code).toBe(0)
    const [head, events] = out.split('\n\n')
    expect(head).toMatch(/^status +Resolved \(2\)$/m)
    const [count, ...lines] = rowsOf(events ?? '')
    expect(count).toEqual(['6 events'])
    expect(lines.map(([, what]) => what)).toEqual([
      ...['OnNew', 'Remark', 'StatusChange', 'Forward', 'Satisfaction OnSubmit', 'Chat OnUserExit'],
    ])
    expect(lines[2]).toContain('agent Best Agent (23571002)')
    expect(lines[4]).toContain('5, thanks')
  })

  test('as JSON, and only of a span', async () => {
    const { out } = await running.run(
      `timeline ${conversation} --json --from 2024-06-09T07:33:00Z --to 2024-06-09T07:34:00Z`,
    )
    expect(JSON.parse(out)).toMatchObject({
      items: [
        { entity: 'Object', state: { status: 'Resolved' } },
        { entity: 'Object', event: { activity: 'StatusChange' } },
      ],
    })
  })

  test('of nothing', async () => {
    expect(await running.run('timeline 1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing is stored'),
    })
  })
})

describe('export', () => {
  test('every event and state once, as JSON lines', async () => {
    for (const [option, kind] of [
      ['', /^event#/],
      ['--states', /^state$/],
    ] as const) {
      const { code, out } = await running.run(`export object ${option}`.trim())
      expect(code).toBe(0)
      const keyOf = ({ objectId, record }: Record<string, unknown>) => `${objectId} ${record}`
      const stored = (await running.items('Object')).filter(({ record }) => kind.test(String(record)))
      expect(stored.length).toBeGreaterThan(3)
      expect(
        out
          .trimEnd()
          .split('\n')
          .map((line) => keyOf(JSON.parse(line)))
          .sort(),
      ).toEqual(stored.map(keyOf).sort())
    }
  })

  test('CSV is safe in spreadsheets, and Hebrew stays Hebrew', async () => {
    await running.post(
      '/satisfaction',
      '{"payload":{"Score":"4","Description":"=HYPERLINK(\\"x\\")","ObjectId":"77"}}',
    )
    await running.post(
      '/satisfaction',
      '{"payload":{"Score":"5","Description":"טוב, \\"מאוד\\"","ObjectId":"78"}}',
    )
    await running.drained()
    const { out } = await running.run('export satisfaction --states --format csv')
    expect(out.split('\r\n')[0]).toBe(
      '\ufeffobjectId,submittedAt,score,scoreText,description,updatedAt,cut,brand,expiresAt',
    )
    expect(out).toMatch(/^77,[^,]+,4,,"'=HYPERLINK\(""x""\)",/m)
    expect(out).toMatch(/^78,[^,]+,5,,"טוב, ""מאוד""",/m)
  })

  test('by time, both ends included', async () => {
    const { out } = await running.run('export object --from 2024-06-09T07:32:00Z --to 2024-06-09T07:33:14Z')
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).activity),
    ).toEqual(['Remark'])
  })

  test('an interrupted one is resumed by the same command, and by no other', async () => {
    const file = join(scratchFolder(), 'events.jsonl')
    const whole = (await running.run('export object')).out
    const parsed = (lines: string) =>
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    const halves = { interrupt: () => {} }
    const stopped = await running.run(`export object --output ${file} --page 5`, {
      onInterrupt: (listener) => {
        halves.interrupt = listener
        return () => {}
      },
      live: () => halves.interrupt(),
    })
    expect(stopped).toMatchObject({ code: 1, err: expect.stringMatching(/run the same command to resume/) })
    expect(await running.run(`export object --states --output ${file}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('another export'),
    })
    expect(readFileSync(file, 'utf8').length).toBeLessThan(whole.length)
    const resumed = await running.run(`export object --output ${file}`)
    expect(resumed).toMatchObject({ code: 0, err: expect.stringMatching(/^resumes after \d+ rows?\n/) })
    expect(parsed(readFileSync(file, 'utf8'))).toEqual(parsed(whole))
    expect(await running.run(`export object --output ${file}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('exists already'),
    })
    chmodSync(file, 0o644)
    const states = (await running.run('export object --states')).out
    expect(await running.run(`export object --states --output ${file} --force`)).toMatchObject({ code: 0 })
    expect(parsed(readFileSync(file, 'utf8'))).toEqual(parsed(states))
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})
