import { expect, test } from 'vitest'
import { entities } from '../../../shared/commbox/names.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { answer } from '../../../shared/ingest/answer.ts'
import { hashes, post } from '../../shared/ingest/requests.ts'
import { ingest } from '../../webhook-request.ts'
import { commbox, outputsFile, rowsOf, tokenFile } from './command-line.ts'

const base = 'https://abc.execute-api.eu-west-1.amazonaws.com/webhooks'
const deployed = outputsFile({ 'CommBoxWebhooks-prod': { WebhookUrl: `${base}/` } })
const local = outputsFile({
  CommBoxWebhooks: { WebhookUrl: 'http://127.0.0.1:3000/webhooks' },
  Local: {
    Token: 'local+token',
    AccessKeyId: 'LOCAL',
    SecretAccessKey: 'secret',
    DynamoDbEndpoint: 'http://127.0.0.1:1',
    S3Endpoint: 'http://127.0.0.1:3',
    SqsEndpoint: 'http://127.0.0.1:2',
  },
})

test('one row for each trigger', async () => {
  const { code, out } = await commbox(['urls', '--outputs', deployed])
  const [heading, ...found] = rowsOf(out)
  expect(code).toBe(0)
  expect(heading).toEqual(['Entity', 'Trigger', 'URL'])
  expect(found).toEqual(
    entities.flatMap((entity) =>
      Object.keys(definitions[entity].triggers).map((name) => [
        entity,
        name,
        `${base}/${entity.toLowerCase()}/${name.toLowerCase()}?token=<token>`,
      ]),
    ),
  )
  expect(found.length).toBeGreaterThanOrEqual(20)
  const json = JSON.parse((await commbox(['urls', '--json', '--outputs', deployed])).out)
  expect(json).toEqual({
    items: found.map(([entity, trigger, url]) => ({ entity, trigger, url, takes: `${entity}.${trigger}` })),
  })
})

test('a token is put into the URLs on request', async () => {
  const given = await commbox(['urls', '--outputs', deployed, '--token-file', tokenFile('a&b')])
  expect(given.out).toContain(`${base}/form/onsubmit?token=a%26b\n`)
  const ofLocal = await commbox(['urls', '--outputs', local, '--with-token'])
  expect(ofLocal.out).toContain('http://127.0.0.1:3000/webhooks/chat/onuserexit?token=local%2Btoken\n')
  const empty = await commbox(['urls', '--outputs', deployed, '--token-file', tokenFile(' ')])
  expect(empty).toMatchObject({ code: 2, err: expect.stringContaining('is empty') })
  const missing = await commbox(['urls', '--outputs', deployed, '--token-file', '/no/such/file'])
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') })
  const hidden = await commbox(['urls', '--outputs', local])
  expect(hidden.out + hidden.err).not.toContain('local')
})

test('--with-token is a wrong argument if no token is known', async () => {
  const { code, err } = await commbox(['urls', '--outputs', deployed, '--with-token'])
  expect(code).toBe(2)
  expect(err).toContain('--with-token needs a token')
})

/** The answer to a body at a path after /webhooks. */
function statusOf(path: string, body: unknown): number {
  const [, entity, trigger] = path.split('/')
  const address = { ...(entity ? { entity } : {}), ...(trigger ? { trigger } : {}) }
  return answer(ingest(post(body, { path: `/webhooks${path}`, address }), { hashes }).outcome, 'd').statusCode
}

const [assigned, chatExit] = [
  { payload: { Id: '1' } },
  { payload: { Object: { Id: '2' }, User: { Id: '1' } } },
]
const named = { Event: { Subscription: 'Object', Name: 'OnAssign', Object: { Id: '1' } } }

test.each([
  ['/<entity>/<trigger>', '/object/onassign', [assigned, named], { payload: { Id: '1', Message: 'Hello' } }],
  ['/<entity> of Satisfaction, Tag, Form, Chat', '/chat', [chatExit, named], { payload: { Nothing: '1' } }],
  ['/<entity> of Object, User', '/object', [named], assigned],
  ['(nothing more)', '', [named, chatExit], assigned],
])('says what %s takes and does not take, and so it is', async (path, url, taken, refused) => {
  const { err } = await commbox(['urls', '--outputs', deployed])
  expect(rowsOf(err).map(([first]) => first)).toContain(path)
  for (const body of taken) expect([body, statusOf(url, body)]).toEqual([body, 200])
  expect(statusOf(url, refused)).toBe(422)
})

test('one of several stacks has to be chosen', async () => {
  const both = outputsFile({ one: { WebhookUrl: `${base}/1` }, two: { WebhookUrl: `${base}/2` }, other: {} })
  const none = await commbox(['urls', '--outputs', both])
  expect(none.code).toBe(2)
  expect(none.err).toContain('several stacks (one, two): choose one with --stack')
  const two = await commbox(['urls', '--outputs', both, '--stack', 'two'])
  expect(two.out).toContain(`${base}/2/tag/onadd?`)
  const three = await commbox(['urls', '--outputs', both, '--stack', 'three'])
  expect(three).toMatchObject({ code: 2, out: '' })
})
