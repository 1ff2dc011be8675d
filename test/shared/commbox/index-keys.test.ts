import { describe, expect, test } from 'vitest'
import { contactKey, emailKey, phoneKey } from '../../../shared/commbox/index-keys.ts'
import { fc } from '../../seed.ts'

/** Marks that stand in texts unseen: bidi marks as WhatsApp Web copies them, zero-width ones, BOM, soft hyphen. */
const marks = [
  ...'\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
  ...'\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f',
]

/** A text with marks and blanks around it, and marks between its characters. */
function withMarks(text: string): fc.Arbitrary<string> {
  const mark = fc.constantFrom('', ...marks)
  const edge = fc.array(fc.constantFrom(...marks, ' ', '\t', '\u00a0')).map((all) => all.join(''))
  const gaps = fc.array(mark, { minLength: text.length, maxLength: text.length })
  return fc
    .tuple(edge, gaps, edge)
    .map(([before, between, after]) => before + between.map((gap, at) => gap + text[at]).join('') + after)
}

describe('the key of an e-mail', () => {
  test('is in lower case, without blanks around it', () => {
    expect(emailKey(' John1Doe2@gmail.com')).toBe('john1doe2@gmail.com')
  })

  test.each(marks)('is without the invisible mark %j', (mark) => {
    expect(emailKey(`${mark}dana${mark}@acme.example${mark}`)).toBe('dana@acme.example')
  })

  test('is the same for every way in which one is copied', () => {
    const copied = withMarks('Dana.Cohen@Acme.Example')
    fc.assert(fc.property(copied, (text) => emailKey(text) === 'dana.cohen@acme.example'))
  })

  test('is the key of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = emailKey(text)
        expect(key === undefined || emailKey(key) === key).toBe(true)
      }),
    )
  })

  test.each(['', ' ', '\u200b \u200e'])('%j has none: DynamoDB refuses an empty key', (text) => {
    expect(emailKey(text)).toBeUndefined()
  })

  test('has at most 2,048 bytes, the most that an index takes', () => {
    expect(emailKey('a'.repeat(2048))).toBe('a'.repeat(2048))
    expect(emailKey('a'.repeat(2049))).toBeUndefined()
    expect(emailKey('\u200e'.repeat(2048))).toBeUndefined()
  })
})

describe('the key of a phone number', () => {
  test.each([
    ['972501234567', '972501234567'],
    [' 19175012555', '19175012555'],
    ['+972 50-123-4567', '972501234567'],
    ['+972-(50)-123.45/67', '972501234567'],
    ['00972 50 1234567', '972501234567'],
    ['\u202a+972 50-123-4567\u202c', '972501234567'],
    ['\uff0b\uff19\uff17\uff12 50 1234567', '972501234567'],
    ['+972 (0)50-123-4567', '972501234567'],
    [' \t+972 (0)50-123-4567', '972501234567'],
    ['٠٥٠١٢٣٤٥٦٧', '0501234567'],
    ['۰۵۰۱۲۳۴۵۶۷', '0501234567'],
    ['050-1234567', '0501234567'],
    ['*2700', '2700'],
  ])('%j is %s', (text, key) => {
    expect(phoneKey(text)).toBe(key)
  })

  test.each([
    ['050-1234567', '972501234567'],
    ['\u202a050-1234567\u202c', '972501234567'],
    ['(0)50-1234567', '972501234567'],
    ['03-5551234', '97235551234'],
    ['٠٥٠١٢٣٤٥٦٧', '972501234567'],
    ['00972501234567', '972501234567'],
    ['+972501234567', '972501234567'],
    ['+0501234567', '972501234567'],
    ['972501234567', '972501234567'],
    ['0044 20 7946 0000', '442079460000'],
    ['+44 20 7946 0000', '442079460000'],
    ['501234567', '501234567'],
  ])('with the default country code 972, %j is %s', (text, key) => {
    expect(phoneKey(text, '972')).toBe(key)
  })

  const national = fc.stringMatching(/^[1-9]\d{6,9}$/)
  const code = fc.constantFrom('972', '44', '1')

  test('is the same in international form, with 00, and as dialled at home', () => {
    fc.assert(
      fc.property(national, code, (number, country) => {
        const key = country + number
        for (const text of [key, `+${key}`, `00${key}`, `0${number}`, `+${country} (0)${number}`])
          expect(phoneKey(text, country)).toBe(key)
      }),
    )
  })

  test('is the same for every way in which one is copied, and is digits only', () => {
    fc.assert(fc.property(withMarks('+972-50-1234567'), (text) => phoneKey(text) === '972501234567'))
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(code, { nil: undefined }), (text, country) => {
        expect(phoneKey(text, country) ?? '0').toMatch(/^[0-9]+$/)
      }),
    )
  })

  test.each(['', ' ', '+', 'Anonymous', '\u200e', '0', '000', '+0'])('%j has none', (text) => {
    expect(phoneKey(text, '972')).toBeUndefined()
  })

  test('has at most 2,048 digits, the most that an index takes', () => {
    expect(phoneKey('1'.repeat(2048))).toBe('1'.repeat(2048))
    expect(phoneKey('1'.repeat(2049))).toBeUndefined()
  })
})

describe('the key of a contact', () => {
  test('says what it is', () => {
    expect(contactKey({ kind: 'phone', text: '050-1234567' }, '972')).toBe('phone:972501234567')
    expect(contactKey({ kind: 'phone', text: '050-1234567' }, undefined)).toBe('phone:0501234567')
    expect(contactKey({ kind: 'email', text: ' Dana@Acme.Example' }, '972')).toBe('email:dana@acme.example')
  })

  test('is absent without a digit, or with nothing left', () => {
    expect(contactKey({ kind: 'phone', text: 'Anonymous' }, '972')).toBeUndefined()
    expect(contactKey({ kind: 'email', text: ' ' }, '972')).toBeUndefined()
  })

  test('has at most 1,000 bytes behind its kind: it is a part of a sort key', () => {
    expect(contactKey({ kind: 'email', text: 'a'.repeat(1000) }, undefined)).toBe(`email:${'a'.repeat(1000)}`)
    expect(contactKey({ kind: 'email', text: 'a'.repeat(1001) }, undefined)).toBeUndefined()
    expect(contactKey({ kind: 'email', text: 'א'.repeat(501) }, undefined)).toBeUndefined()
  })
})
