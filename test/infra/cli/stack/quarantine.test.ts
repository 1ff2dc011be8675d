import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startRunning } from './running.ts'

/** CommBox's documented example of a survey, and the wrong URL of a subscription. */
const survey = JSON.stringify({ payload: { Score: '50', Description: 'good', ObjectId: '3377699720568738' } })
const typo = '/satisfacton/onsubmit'
const large = JSON.stringify({
  payload: { Id: '23571002', FirstName: 'Best', Remarks: 'ש'.repeat(100_000) },
})

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(() => running?.stop())

const ids: Record<'survey' | 'text' | 'large', string> = { survey: '', text: '', large: '' }
const rowOf = async (deliveryId: string) =>
  (await running.items('Quarantine')).find((row) => row.deliveryId === deliveryId) ?? {}
const eventsOf = async (entity: 'Satisfaction' | 'User') =>
  (await running.items(entity)).filter(({ eventId }) => eventId !== undefined)

describe('quarantine: each test continues where the one before ended', { shuffle: false }, () => {
  test('list counts by reason, and filters', async () => {
    ids.survey = await running.post(typo, survey)
    ids.text = await running.post('/object/onnew', 'no \u001b[31mJSON')
    ids.large = await running.post('/users', large)
    await running.drained()
    const { code, out, err } = await running.run('quarantine list')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [counts = '', rows = ''] = out.trimEnd().split('\n\n')
    expect(counts.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      [`3 deliveries of ${running.today} in quarantine`],
      ['unknown-entity', '2'],
      ['not-json', '1'],
    ])
    expect(rows.split('\n').map((line) => line.split(/ {2,}/).at(-1)?.split('/')[1])).toEqual([
      ids.survey,
      ids.text,
      ids.large,
    ])
    expect((await running.run('quarantine list --reason not-json')).out).toMatch(/^1 delivery of/)
    expect((await running.run('quarantine list --entity OBJECT')).out).toContain(ids.text)
    expect((await running.run('quarantine list --day 2024-06-09')).out).toBe(
      'No delivery of 2024-06-09 is in quarantine\n',
    )
    const listed = JSON.parse((await running.run('quarantine list --json')).out)
    expect(listed.items.map(({ reason }: { reason: string }) => reason).toSorted()).toEqual([
      'not-json',
      'unknown-entity',
      'unknown-entity',
    ])
    expect(listed.items).toContainEqual(
      expect.objectContaining({ id: expect.stringContaining(`/${ids.text}`), reason: 'not-json' }),
    )
  })

  test('list finds deliveries of a conversation or user in any span, with their bodies as JSON', async () => {
    const ofUser = await running.run('quarantine list --user 23571002 --json')
    expect(JSON.parse(ofUser.out).items).toMatchObject([
      { deliveryId: ids.large, userId: '23571002', body: large },
    ])
    const ofConversation = await running.run('quarantine list --conversation 3377699720568738')
    expect(ofConversation.out).toMatch(/^1 delivery of \S+ to \S+ in quarantine/)
    expect(ofConversation.out).toContain(ids.survey)
    expect((await running.run('quarantine list --conversation 1')).out).toMatch(/^No delivery of/)
    const listed = async (span: string) =>
      JSON.parse((await running.run(`quarantine list ${span} --json`)).out).items
    expect(await listed(`--from ${running.today}`)).toMatchObject([
      { deliveryId: ids.survey, body: survey, objectId: '3377699720568738' },
      { deliveryId: ids.text },
      { deliveryId: ids.large, body: large },
    ])
    expect(await listed('--from 2024-06-09')).toHaveLength(3)
    expect(await listed('--from 2024-06-09 --to 2024-06-10')).toEqual([])
    expect(await listed(`--to ${running.today}`)).toHaveLength(3)
    const dry = await running.run(
      'quarantine replay --conversation 3377699720568738 --entity satisfaction --dry-run',
    )
    expect(dry.out).toMatch(/would be sent to Satisfaction OnSubmit\n1 would be sent\n$/)
  })

  test('show finds a delivery by either id, and prints its body without control characters', async () => {
    const { out } = await running.run(`quarantine show ${ids.text}`)
    expect(out).toMatch(/^reason +not-json: Not readable as JSON or XML$/m)
    expect(out).toMatch(/^path +\/webhooks\/object\/onnew$/m)
    expect(out.endsWith('Body\nno \uFFFD[31mJSON\n')).toBe(true)
    const [id = ''] = out.split('\n')
    expect((await running.run(`quarantine show ${id}`)).out).toBe(out)
    const shown = JSON.parse((await running.run(`quarantine show ${ids.large} --json`)).out)
    expect(shown.items).toMatchObject([{ deliveryId: ids.large, bodyKey: expect.any(String), body: large }])
    for (const none of ['nothing', '-MfcVUrXkB39MeI=', '--fcVUrXkB39MeI=']) {
      expect(await running.run(`quarantine show ${none}`)).toEqual({
        code: 1,
        out: '',
        err: `error: there is no delivery ${none} in quarantine\n`,
      })
    }
  })

  test('a replay asks, and a dry run says what would be done; neither writes', async () => {
    const before = await running.items('Quarantine')
    const replay = `quarantine replay ${ids.survey} --entity satisfaction`
    expect(await running.run(replay)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    const ask = async () => ''
    expect(await running.run(replay, { ask })).toMatchObject({ code: 1, err: 'error: nothing was done\n' })
    const dry = await running.run(`${replay} --dry-run`)
    expect(dry).toMatchObject({ code: 0, err: '' })
    expect(dry.out).toMatch(/would be sent to Satisfaction OnSubmit\n1 would be sent\n$/)
    const all = await running.run('quarantine replay --reason unknown-entity --dry-run')
    expect(all).toMatchObject({ code: 0, err: '' })
    expect(all.out).toMatch(/0 would be sent, 2 would stay in quarantine\n$/)
    expect(await running.items('Quarantine')).toEqual(before)
    expect(await eventsOf('Satisfaction')).toEqual([])
  })

  test('a wrong guess stays in quarantine, with what is wrong with the guess', async () => {
    const { code, out, err } = await running.run(
      `quarantine replay ${ids.large} --entity tag --trigger on-add --yes`,
    )
    expect({ code, err }).toEqual({ code: 1, err: 'error: not every delivery left quarantine\n' })
    expect(out).toMatch(
      /still in quarantine: trigger-mismatch \(payload\.FirstName: .*\)\n0 sent, 1 still in/,
    )
    const row = await rowOf(ids.large)
    expect(row).toMatchObject({
      reason: 'trigger-mismatch',
      bodyKey: expect.any(String),
      path: '/webhooks/users',
    })
    expect(row).not.toHaveProperty('replayedAt')
    expect((await running.run('quarantine list --reason trigger-mismatch')).out).toContain(ids.large)
  })

  test('the right one is stored with its first id and time, and marked', async () => {
    const { code, out } = await running.run(`quarantine replay ${ids.survey} --entity satisfaction --yes`)
    expect(code).toBe(0)
    expect(out).toMatch(/sent to Satisfaction OnSubmit\n1 sent\n$/)
    await running.drained()
    const row = await rowOf(ids.survey)
    expect(row).toMatchObject({ replayedAt: expect.any(String), body: survey })
    expect(row).not.toHaveProperty('replaying')
    expect(await eventsOf('Satisfaction')).toMatchObject([
      { deliveryId: ids.survey, receivedAt: row.receivedAt, occurredAt: row.receivedAt, score: 50 },
    ])
    expect((await running.run('quarantine list')).out).toMatch(/^unknown-entity +1 +1 replayed$/m)
  })

  test('a replay of a replay changes nothing in the tables', async () => {
    const before = await running.items('Satisfaction')
    const { code, out } = await running.run(`quarantine replay ${ids.survey} --entity satisfaction --yes`)
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/1 sent\n$/) })
    await running.drained()
    expect(await running.items('Satisfaction')).toEqual(before)
    // Chosen by a filter, it is skipped.
    const filtered = await running.run('quarantine replay --reason unknown-entity --yes')
    expect(filtered).toEqual({
      code: 0,
      out: '1 delivery skipped: replayed before, or of a brand that is not allowed\nNothing to replay\n',
      err: '',
    })
  })

  test('a large body goes from the bucket to the bucket, and get reads it', async () => {
    const { code } = await running.run(
      `quarantine replay ${ids.large} --entity user --trigger on-update --yes`,
    )
    expect(code).toBe(0)
    await running.drained()
    const { payload } = JSON.parse(large)
    expect(await eventsOf('User')).toMatchObject([
      { deliveryId: ids.large, payloadKey: expect.stringMatching(/^User\//) },
    ])
    const { out } = await running.run('get user 23571002 --json')
    const events = JSON.parse(out).items.filter(({ eventId }: { eventId?: string }) => eventId !== undefined)
    expect(events).toMatchObject([{ payload }])
    expect((await running.run('get user 23571002')).out).toMatch(/OnUpdate {2}Best$/m)
  })

  test('a message that no consumer can read stays where it is', async () => {
    await running.send('Object', 'none of ours')
    await running.drained()
    // Without a delivery to read, the time of receipt is the queue's.
    const [{ day } = {}] = (await running.items('Quarantine')).filter(
      ({ reason }) => reason === 'unreadable-message',
    )
    const { code, out } = await running.run(
      `quarantine replay --day ${day} --reason unreadable-message --yes`,
    )
    expect(code).toBe(1)
    expect(out).toMatch(/still in quarantine: unreadable-message .*\n0 sent, 1 still in quarantine\n$/)
  })
})
