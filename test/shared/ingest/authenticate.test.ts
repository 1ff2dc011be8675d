import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  authenticate,
  sourcesFrom,
  tokenHashesFrom,
  whyUnauthorized,
} from '../../../shared/ingest/authenticate.ts'
import { hashes, hashOf, token } from './requests.ts'

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
const second = hashOf('second-token', 'second')

describe('a token is accepted', () => {
  test.each([
    ['in the URL', { queryToken: token }],
    ['as a bearer', { authorization: `Bearer ${token}` }],
    ['as a bearer in capitals', { authorization: `BEARER ${token}` }],
    ['as a bearer in small letters', { authorization: `bearer  ${token} ` }],
    ['as the password of any user', { authorization: basic(`commbox:${token}`) }],
    ['as a password, with blanks', { authorization: ` ${basic(`a:${token}`).replace(' ', '  ')} ` }],
    ['as the password of nobody', { authorization: basic(`:${token}`) }],
    [
      'as a password, whatever the letter case',
      { authorization: basic(`a:${token}`).replace('Basic', 'bAsIc') },
    ],
    ['in the URL, with blanks around it', { queryToken: ` ${token}\n` }],
    ['in the URL, with angle brackets around it', { queryToken: `<${token}>` }],
    ['in the URL, with one angle bracket', { queryToken: `${token} >` }],
    ['as a bearer, with angle brackets around it', { authorization: `Bearer < ${token} >` }],
    ['as a password, with angle brackets around it', { authorization: basic(`a:<${token}>`) }],
    ['in the URL, beside another in the header', { queryToken: token, authorization: 'Bearer other' }],
    ['in the header, beside another in the URL', { queryToken: 'other', authorization: `Bearer ${token}` }],
  ])('%s', (_where, credentials) => {
    expect(authenticate(credentials, hashes)?.label).toBe('first')
  })

  test('a password may hold a colon', () => {
    expect(authenticate({ authorization: basic('user:a:b') }, [hashOf('a:b')])?.label).toBe('first')
  })

  test('under its own label, where two are live', () => {
    const both = [...hashes, second]
    expect(authenticate({ queryToken: token }, both)?.label).toBe('first')
    expect(authenticate({ queryToken: 'second-token' }, both)?.label).toBe('second')
  })
})

describe('nothing is accepted', () => {
  test.each([
    ['without credentials', {}],
    ['with an empty token', { queryToken: '', authorization: '' }],
    ['with another token', { queryToken: 'other' }],
    ['with a truncated token', { queryToken: token.slice(0, -1) }],
    ['with a token and more', { queryToken: `${token}=` }],
    ['with a token in another case', { queryToken: token.toLowerCase() }],
    ['with a blank inside', { queryToken: `${token.slice(0, 9)} ${token.slice(9)}` }],
    ['with two tokens joined as a gateway does', { queryToken: `${token},${token}` }],
    ['with the hash itself', { queryToken: createHash('sha256').update(token).digest('hex') }],
    ['with a token and no scheme', { authorization: token }],
    ['with a scheme and no token', { authorization: 'Bearer' }],
    ['with a scheme and a blank', { authorization: 'Bearer ' }],
    ['with two tokens in the header', { authorization: `Bearer ${token} ${token}` }],
    ['with another scheme', { authorization: `Digest ${token}` }],
    ['with the token as user', { authorization: basic(`${token}:`) }],
    ['with a basic that is no base64', { authorization: 'Basic %%%' }],
    ['with an empty basic', { authorization: 'Basic =' }],
    ['with a line break', { authorization: `Bearer\n${token}x` }],
  ])('%s', (_how, credentials) => {
    expect(authenticate(credentials, hashes)).toBeUndefined()
  })

  test('where no hash is known', () => {
    expect(authenticate({ queryToken: token }, [])).toBeUndefined()
    expect(authenticate({ queryToken: '' }, tokenHashesFrom(''))).toBeUndefined()
  })

  test.each([
    ['nothing', {}],
    ['an empty token', { queryToken: '', authorization: 'Bearer' }],
    ['an empty password', { authorization: basic('commbox:') }],
    ['another scheme', { authorization: `Digest ${Buffer.from(':').toString('base64')}` }],
  ])('for %s, even if its hash is listed', (_what, credentials) => {
    expect(authenticate(credentials, [hashOf('')])).toBeUndefined()
  })

  test.each(['Digest', 'Token', 'xBearer', 'xBasic', 'BearerX', 'BasicX'])(
    'under the scheme %s',
    (scheme) => {
      expect(authenticate({ authorization: `${scheme} ${token}` }, hashes)).toBeUndefined()
      const pair = basic(`commbox:${token}`).replace('Basic', scheme)
      expect(authenticate({ authorization: pair }, hashes)).toBeUndefined()
    },
  )

  test('with words around the header', () => {
    for (const header of [`Bearer ${token}`, basic(`commbox:${token}`)]) {
      expect(authenticate({ authorization: `x ${header}` }, hashes)).toBeUndefined()
      expect(authenticate({ authorization: `${header} x` }, hashes)).toBeUndefined()
    }
  })

  test('by a hash that is cut short', () => {
    const { sha256 } = hashOf(token)
    expect(
      authenticate({ queryToken: token }, [{ label: 'short', sha256: sha256.subarray(0, 31) }]),
    ).toBeUndefined()
  })
})

describe('a refusal says what to check', () => {
  const url = '/webhooks/object/onnew'
  test.each([
    ['no token', { url }, undefined],
    ['an empty token', { url: `${url}?token=`, queryToken: '' }, undefined],
    ['an empty token before another parameter', { url: `${url}?token=&a=1`, queryToken: '' }, undefined],
    ['a blank token', { url: `${url}?token=%20`, queryToken: ' ' }, undefined],
    ['a blank header', { url, authorization: ' ' }, undefined],
    ['an empty pair', { url, authorization: basic(':') }, /not the user name/],
    ['another token', { url: `${url}?token=x`, queryToken: 'x' }, /complete and current/],
    ['a name in another case', { url: `${url}?Token=${token}` }, /another case.*\?token=/],
    ['a name in another case, after another', { url: `${url}?a=1&TOKEN=${token}` }, /another case/],
    ['an ampersand in place of the question mark', { url: `${url}&token=${token}?` }, /question mark/],
    ['an escaped question mark', { url: `${url}%3Ftoken=${token}?` }, /question mark/],
    ['the token as the user name', { url, authorization: basic(`${token}:`) }, /must be the password/],
    ['a user name without a colon', { url, authorization: basic('x') }, /not the user name/],
    ['a user name and another password', { url, authorization: basic(`${token}:x`) }, /not the user name/],
    ['another bearer', { url, authorization: 'Bearer x' }, /follows Bearer/],
    ['no scheme', { url, authorization: token }, /follows Bearer/],
  ])('%s', (_what, credentials, line) => {
    expect(authenticate(credentials, hashes)).toBeUndefined()
    const said = whyUnauthorized(credentials)
    if (line === undefined) expect(said).toBeUndefined()
    else expect(said).toMatch(line)
    expect(said ?? '').not.toContain(token)
  })

  // Someone who tries tokens must not learn from the answer that one was nearly right.
  test('the same for a token that would be accepted elsewhere and for any other', () => {
    const forms = (text: string) => [
      { url: `${url}?Token=${text}` },
      { url: `${url}&token=${text}` },
      { url, authorization: basic(`${text}:`) },
      { url, authorization: text },
    ]
    expect(forms(token).map(whyUnauthorized)).toEqual(forms('x').map(whyUnauthorized))
  })
})

test('hashes are read from the configuration', () => {
  const hex = (text: string) => createHash('sha256').update(text).digest('hex')
  const text = `first:${hex(token)}, second:${hex('second-token').toUpperCase()}`
  expect(tokenHashesFrom(text)).toEqual([hashOf(token), second])
  const scope = { brands: ['acme'], entities: ['User'] } as const
  expect(tokenHashesFrom(text, { [second.label]: scope })).toEqual([hashOf(token), { ...second, scope }])
  expect(tokenHashesFrom(` :${hex(token)} `)).toEqual([hashOf(token, '')])
})

test.each([
  '',
  'first',
  'first:',
  `first:${'a'.repeat(63)}`,
  `first:${'a'.repeat(65)}`,
  `a:b:${'a'.repeat(64)}`,
])('%j holds no hash', (text) => {
  expect(tokenHashesFrom(text)).toEqual([])
})

test('source addresses are read from the configuration, blanks around them or not', () => {
  const sources = sourcesFrom([' 192.0.2.0/24 ', '2001:db8::/32', '198.51.100.7/32'])
  expect(sources.check('192.0.2.255')).toBe(true)
  expect(sources.check('192.0.3.0')).toBe(false)
  expect(sources.check('198.51.100.7')).toBe(true)
  expect(sources.check('198.51.100.6')).toBe(false)
  expect(sources.check('2001:db8:ffff::1', 'ipv6')).toBe(true)
  expect(sources.check('2001:db9::1', 'ipv6')).toBe(false)
})
