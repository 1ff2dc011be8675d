import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)

/** Every text of the project: sources, samples, fixtures and pages. The picture of the console is made of them. */
const texts = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => /\.(ts|js|json|md|txt|xml|html|sh|yml)$/.test(path) && path !== 'package-lock.json')
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))

/** CommBox's help article publishes these. */
const ofArticle = [
  'john1doe2@gmail.com',
  'newuser@gmail.com',
  'bestagent@commbox.io',
  'mendydoe123@gmail.com',
  'test@gmail.com',
  'testmail@commbox.io',
]
/** Names of hosts that nobody has: RFC 2606, and RFC 6761. */
const ofNobody = /@([a-z0-9-]+\.)*(example(\.(com|net|org))?|test|invalid|localhost)$/

function found(pattern: RegExp, isAllowed: (text: string) => boolean): string[] {
  return texts.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap(([match]) => (isAllowed(match) ? [] : [`${path}: ${match}`])),
  )
}

const address = /[\w.%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/gi
const isInventedAddress = (text: string) =>
  ofNobody.test(text.toLowerCase()) || ofArticle.includes(text.toLowerCase())

test('every e-mail address is invented, or of CommBox’s help article', () => {
  expect(texts.length).toBeGreaterThan(500)
  expect(found(address, isInventedAddress)).toEqual([])
  expect(isInventedAddress(['somebody', 'gmail.com'].join('@'))).toBe(false)
})

/** Mobile numbers of Israel, as they are written there and abroad. */
const mobile = /(?<![\d.])(?:\+?972[ -]?|0)5\d[ -]?\d{3}[ -]?\d{4}(?!\d)/g
/** Whether four digits count up or down. */
const isInOrder = (digits: string) =>
  ['0123456789', '9876543210'].some((all) =>
    [...digits].some((_, at) => at + 4 <= digits.length && all.includes(digits.slice(at, at + 4))),
  )
/** Digits that nobody would take for somebody's: three equal ones, or four in order. */
const isInventedNumber = (text: string) => {
  const digits = text.replace(/\D/g, '')
  return /(\d)\1\1/.test(digits) || isInOrder(digits) || digits === '972539640281'
}

test('every mobile number is invented, or of CommBox’s help article', () => {
  expect(found(mobile, isInventedNumber)).toEqual([])
  expect(['call 052', '483 7159'].join('-').match(mobile)?.map(isInventedNumber)).toEqual([false])
})
