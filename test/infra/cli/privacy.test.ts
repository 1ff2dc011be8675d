import { type GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { about } from '../../../infra/cli/privacy/about.ts'
import { bodiesOf, listIn } from '../../../infra/cli/privacy/bodies.ts'
import { type Identifiers, matcherOf } from '../../../infra/cli/privacy/matcher.ts'
import { peopleIn } from '../../../infra/cli/privacy/people.ts'
import type { Scope } from '../../../infra/cli/privacy/scope.ts'
import type { Stores } from '../../../infra/cli/privacy/stores.ts'

const nobody: Identifiers = { userIds: [], contacts: [], uniqueIds: [], accounts: [] }
const matches = (known: Partial<Identifiers>, value: unknown, countryCode?: string) =>
  matcherOf({ ...nobody, ...known }, countryCode)(typeof value === 'string' ? value : JSON.stringify(value))

describe('a phone number is found', () => {
  const contacts = ['phone:972501112233']
  test.each([
    ['as it is dialled abroad', '+972 50-111-2233'],
    ['with two zeros', 'call 00972 50 1112233 now'],
    ['with the convention for both', '+972 (0)50-1112233'],
    ['in a list of JSON', ['972501112233']],
    ['as a number of JSON', { Phone1: 972501112233 }],
    ['within a text, after a line feed', { Message: 'me:\n972501112233\nbye' }],
    ['in Arabic digits', '٩٧٢٥٠١١١٢٢٣٣'],
    ['in full-width digits', '９７２５０１１１２２３３'],
    ['between invisible marks', '\u202a972501112233\u202c'],
    ['with a mark between its digits', '97250\u200b1112233'],
    ['with dashes of print', '972–50–111–2233'],
    ['in a URL', 'tel=%2B972501112233&x=1'],
    ['in JSON within JSON', JSON.stringify({ Content: JSON.stringify({ from: '\t972501112233' }) })],
    ['in a key of the table', { record: 'contact#phone:972501112233' }],
    ['next to letters', 'נייד972501112233'],
  ])('%s', (_what, value) => {
    expect(matches({ contacts }, value)).toEqual(['phone'])
  })

  test.each([
    ['a longer number', '9725011122334'],
    ['the end of another', '1972501112233'],
    ['another number', '972501112234'],
    ['two numbers', ['97250', '1112233']],
    ['as it is dialled at home, without the country', '050-1112233'],
  ])('not in %s', (_what, value) => {
    expect(matches({ contacts }, value)).toEqual([])
  })

  test('as it is dialled at home, if the stage has the country', () => {
    for (const text of ['050-111-2233', '(050) 1112233', '0501112233.'])
      expect(matches({ contacts }, text, '972')).toEqual(['phone'])
    expect(matches({ contacts }, '0501112233', '1')).toEqual([])
  })
})

describe('an e-mail address is found', () => {
  const contacts = ['email:dana@example.com']
  test.each([
    ['in any case', 'Dana@Example.COM'],
    ['at the end of a sentence', 'mail dana@example.com.'],
    ['between brackets', 'Dana <dana@example.com>, Noa'],
    ['after a line feed', { Message: 'me:\ndana@example.com' }],
    ['in a URL', 'to=dana%40example.com'],
    ['with an escape of JSON', '{"from":"dana\\u0040example.com"}'],
    ['with an entity of XML', '<From>dana&#64;example.com</From>'],
    ['with an entity of XML in hex', 'dana&#x40;example.com'],
  ])('%s', (_what, value) => {
    expect(matches({ contacts }, value)).toEqual(['email'])
  })

  test.each([
    'yordana@example.com',
    'dana@example.com.example',
    'dana@example.com-x.example',
    'x.dana@example.com',
  ])('not in %s', (value) => {
    expect(matches({ contacts }, value)).toEqual([])
  })

  test('that has signs of a pattern in it', () => {
    const [first] = [['email:a+(b)|c@example.com']]
    expect(matches({ contacts: first }, 'a+(b)|c@example.com')).toEqual(['email'])
    expect(matches({ contacts: first }, 'c@example.com')).toEqual([])
  })
})

describe('an id is found', () => {
  test('as a whole word, in a payload, in registers, in a name', () => {
    for (const value of [
      { User: { Id: '3377699720575710' } },
      { customerId: '3377699720575710' },
      { registers: { v: ['customers.3377699720575710.name'] } },
      { customers: { 3377699720575710: {} } },
      'see user 3377699720575710!',
    ])
      expect(matches({ userIds: ['3377699720575710'] }, value)).toEqual(['userId'])
    expect(matches({ userIds: ['3377699720575710'] }, '33776997205757100')).toEqual([])
    expect(matches({ userIds: ['3377699720575710'] }, 'a3377699720575710f')).toEqual([])
  })

  test('that is short only where it is the id of a user', () => {
    const known = { userIds: ['7'] }
    for (const value of [
      { User: { Id: 7, Name: 'x' } },
      { User: { Name: 'x', Id: '7' } },
      { customerId: '7', status: 'Open' },
      { customers: { 5: { name: 'a' }, 7: { name: 'b' } } },
      { registers: { v: ['customers.7.phone'] } },
    ])
      expect(matches(known, value)).toEqual(['userId'])
    for (const value of [{ Id: '7' }, { statusId: '7' }, '7 days', { User: { Id: '77' } }])
      expect(matches(known, value)).toEqual([])
  })

  test('that an agent entered, or a channel gave', () => {
    expect(matches({ uniqueIds: ['039337420'] }, 'my id is 039337420,')).toEqual(['uniqueId'])
    expect(matches({ uniqueIds: ['AB 12"c'] }, { UniqueID: 'ab 12"C' })).toEqual(['uniqueId'])
    expect(matches({ uniqueIds: ['12'] }, 'at 12')).toEqual([])
    expect(matches({ uniqueIds: ['12'] }, { UniqueID: ' 12 ' })).toEqual(['uniqueId'])
    expect(matches({ accounts: ['1029384756'] }, { StreamProviderId: 1029384756 })).toEqual(['account'])
  })

  test('of nothing is nothing', () => {
    expect(matches({}, 'anything')).toEqual([])
  })
})

test('a body that is kept in base64 is read, in a row, a message or the bucket', () => {
  const matcher = matcherOf({ ...nobody, contacts: ['email:dana@example.com'] })
  const scope: Scope = { matcher, userIds: new Set(), roles: new Map() }
  const bytes = Buffer.concat([Buffer.from([0xe0, 0xff]), Buffer.from('{"From":"Dana@Example.com"}')])
  const body = bytes.toString('base64')
  for (const text of [body, JSON.stringify({ body, bodyEncoding: 'base64' })])
    expect(about(text, {}, scope)).toEqual({ matched: ['email'] })
})

test('a body that cannot be read is of the conversation that it names', () => {
  const scope: Scope = {
    matcher: () => [],
    userIds: new Set(['7']),
    roles: new Map([
      ['4400000000000001', 'own'],
      ['4400000000000002', 'shared'],
    ]),
  }
  expect(about('{"Id": 4400000000000001', {}, scope)).toEqual({ matched: ['conversation'] })
  expect(about('{"Id": 4400000000000002', {}, scope)).toBeUndefined()
  expect(about('{"Id": 44000000000000019', {}, scope)).toBeUndefined()
  expect(about('{}', { objectId: '3', userId: '7' }, scope)).toEqual({
    ...{ matched: ['userId'], objectId: '3', role: 'mentioned' },
  })
})

test('everyone whose details are in a payload is known by all of them, an account being no contact', () => {
  const Identity = [
    { StreamProviderType: '7', StreamProviderId: '972501112233' },
    { StreamProviderType: 'Facebook', StreamProviderId: 'fb-1029384756' },
  ]
  const payload = {
    Id: '1',
    User: { Id: '7', Identity, UniqueID: ' 039 ' },
    Children: { Child: { User: JSON.stringify({ Id: '8', Email: 'Dana@Example.com' }) } },
  }
  expect(peopleIn(payload, undefined)).toEqual([
    { id: '7', contacts: ['phone:972501112233'], uniqueIds: ['039'], accounts: ['fb-1029384756'] },
    { id: '8', contacts: ['email:dana@example.com'], uniqueIds: [], accounts: [] },
  ])
})

test('the list of a body is distinguished from what is around it', () => {
  const children = [{ Id: '1' }, { Id: '2' }]
  expect(listIn(JSON.stringify({ Id: '5', Children: { Child: children } }))).toEqual({
    around: { Id: '5' },
    elements: children,
    list: { holder: 'Children', name: 'Child' },
  })
  expect(listIn('{"Id":"5"}')).toEqual({ around: { Id: '5' } })
  expect(listIn('not JSON')).toEqual({ around: {} })
})

test('old versions of bodies are found, page by page, each by its own id', async () => {
  const texts: Record<string, string> = { v1: 'call 972501112233', v2: '{}', v3: '{"Id":"5"}', v4: 'gone' }
  const requests: object[] = []
  const written = '2026-11-24T08:15:00.000Z'
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
  const send = async (command: ListObjectVersionsCommand | GetObjectCommand) => {
    requests.push(command.input)
    if (command instanceof ListObjectVersionsCommand)
      return command.input.KeyMarker === undefined
        ? {
            Versions: [
              { Key: 'Object/a.json', VersionId: 'v2', IsLatest: true },
              { Key: 'Object/a.json', VersionId: 'v1', IsLatest: false, LastModified: new Date(written) },
            ],
            IsTruncated: true,
            NextKeyMarker: 'Object/a.json',
            NextVersionIdMarker: 'v1',
          }
        : {
            Versions: [
              { Key: 'Object/b.json', VersionId: 'v3', IsLatest: true, LastModified: new Date(written) },
              { Key: 'Object/c.json', VersionId: 'v4', IsLatest: false },
            ],
            IsTruncated: false,
          }
    const { VersionId = '' } = command.input
    if (VersionId === 'v4') throw Object.assign(new Error(), { name: 'NoSuchVersion' })
    return { Body: { transformToString: async () => texts[VersionId] } }
  }
  const stores = { s3: { send }, deployment: { bucketName: () => 'bucket' } } as unknown as Stores
  const scope: Scope = {
    matcher: matcherOf({ ...nobody, contacts: ['phone:972501112233'] }),
    userIds: new Set(),
    roles: new Map([['5', 'own']]),
  }
  const options = { isFull: true, sizes: new Map(), show: () => {}, warn: () => {} }
  const places = []
  const { signal } = new AbortController()
  for await (const { place } of bodiesOf(stores, scope, { ...options, signal }, new Set())) places.push(place)
  expect(places).toEqual([
    {
      ...{ store: 'bucket', key: 'Object/a.json', versionId: 'v1', isLatest: false, writtenAt: written },
      matched: ['phone'],
    },
    {
      ...{ store: 'bucket', key: 'Object/b.json', versionId: 'v3', isLatest: true, writtenAt: written },
      ...{ matched: ['conversation'], objectId: '5', role: 'own' },
    },
  ])
  expect(requests).toContainEqual(
    expect.objectContaining({ KeyMarker: 'Object/a.json', VersionIdMarker: 'v1' }),
  )
})
