import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../shared/commbox/json.ts'
import {
  boolean,
  elementsOf,
  id,
  isNothing,
  lookUp,
  map,
  number,
  oneOrMany,
  part,
  requiredId,
  text,
  time,
  unpacked,
} from '../../../shared/commbox/values.ts'
import { fc } from '../../seed.ts'

/** What a reader makes of a field; undefined when the field is not there. */
function read(reader: v.GenericSchema, ...value: unknown[]): unknown {
  return v.parse(v.record(v.string(), v.unknown()), v.parse(v.looseObject({ field: reader }), fields(value)))
    .field
}

function fields(value: unknown[]): Record<string, unknown> {
  return value.length > 0 ? { field: value[0] } : {}
}

const readers = { id, text, lookUp, time, number, boolean, map }

describe.each(Object.entries(readers))('%s', (_name, reader) => {
  test('empty, as a text or as null, is not set', () => {
    expect(read(reader, '')).toBeNull()
    expect(read(reader, null)).toBeNull()
  })

  test('a field that is not there is not carried', () => {
    expect(read(reader)).toBeUndefined()
  })

  test('what cannot be read is not carried, and no reason to refuse', () => {
    expect(read(reader, [{ some: 'list' }])).toBeUndefined()
  })
})

describe('id', () => {
  test.each([
    ['3377699720568713', '3377699720568713'],
    [3377699720698044, '3377699720698044'],
    ['9223372036854775807', '9223372036854775807'],
    [' 24569 ', '24569'],
    [42, '42'],
  ])('%j is %j', (sent, digits) => {
    expect(read(id, sent)).toBe(digits)
  })

  test.each(['0', 0, '000', '  '])('%j means none', (sent) => {
    expect(read(id, sent)).toBeNull()
  })

  test.each(['abc', '12a', '-1', -1, 1.5, '1.0', '1e5', 2 ** 53, true, '1'.repeat(39)])(
    '%j is no id',
    (sent) => {
      expect(read(id, sent)).toBeUndefined()
    },
  )
})

describe('requiredId', () => {
  test.each([
    ['381226', '381226'],
    [381226, '381226'],
    ['9223372036854775807', '9223372036854775807'],
  ])('%j is %j', (sent, digits) => {
    expect(read(requiredId, sent)).toBe(digits)
  })

  test.each([['0'], [0], [''], [null], ['abc'], [true], [{}], [[1]]])('%j is refused', (sent) => {
    expect(v.safeParse(requiredId, sent).success).toBe(false)
  })

  test('a refusal says what is expected, and not what came', () => {
    const { issues } = v.safeParse(requiredId, 'secret')
    expect(issues?.map(({ expected }) => expected)).toEqual(['a decimal id other than 0'])
  })

  test('its absence is refused', () => {
    expect(v.safeParse(v.looseObject({ Id: requiredId }), {}).success).toBe(false)
  })
})

test('a text stays as it was sent, blanks, marks and line breaks included', () => {
  const sent = ' <b>שלום</b> \u200f🙂\r\n\u0000 '
  expect(read(text, sent)).toBe(sent)
  expect(read(text, 7)).toBe('7')
  expect(read(text, ' ')).toBe(' ')
})

describe('lookUp', () => {
  test('is without the blanks around it', () => {
    expect(read(lookUp, ' 19175012555')).toBe('19175012555')
    expect(read(lookUp, ' John1Doe2@gmail.com')).toBe('John1Doe2@gmail.com')
    expect(read(lookUp, 19175012555)).toBe('19175012555')
  })

  test.each([
    ['bidi marks', '\u202a+972 50-123-4567\u202c', '+972 50-123-4567'],
    ['a zero-width space', 'dana\u200b@acme.example', 'dana@acme.example'],
    ['a byte-order mark and a soft hyphen', '\ufeffA\u00adB 7 ', 'AB 7'],
    ['a right-to-left mark before a blank', '\u200f דנה \u200f', 'דנה'],
  ])('is without invisible marks: %s', (_what, sent, value) => {
    expect(read(lookUp, sent)).toBe(value)
  })

  test.each(['👩\u200d👩\u200d👧 Cohen', 'می\u200cخواهم', '❤\ufe0f Dana', 'Dana ❤\ufe0f'])(
    '%s stays as it looks',
    (sent) => {
      expect(read(lookUp, sent)).toBe(sent)
    },
  )

  test('blanks and marks only are not set: DynamoDB takes no empty key', () => {
    expect(read(lookUp, ' \t\u00a0')).toBeNull()
    expect(read(lookUp, '\u202a \u202c')).toBeNull()
  })

  test('more than a key can hold, 2,048 bytes, is not carried', () => {
    expect(read(lookUp, 'a'.repeat(2048))).toBe('a'.repeat(2048))
    expect(read(lookUp, 'a'.repeat(2049))).toBeUndefined()
    expect(read(lookUp, 'א'.repeat(1025))).toBeUndefined()
  })
})

test('a time is an instant, and a number is none', () => {
  expect(read(time, '09-06-2024 07:28:47')).toBe('2024-06-09T07:28:47.000Z')
  expect(read(time, '06/09/2024 11:55:00')).toBe('2024-06-09T11:55:00.000Z')
  expect(read(time, 'soon')).toBeUndefined()
  expect(read(time, 1717918127)).toBeUndefined()
})

describe('number', () => {
  test.each([
    ['50', 50],
    [50, 50],
    [' 4.5 ', 4.5],
    ['-1', -1],
    ['87.25', 87.25],
    [0, 0],
    ['0', 0],
  ])('%j is %j', (sent, value) => {
    expect(read(number, sent)).toBe(value)
  })

  test.each(['good', '5 of 10', true, ' ', 'NaN', 'Infinity', '1e400', 1e300])('%j is none', (sent) => {
    expect(read(number, sent)).toBeUndefined()
  })

  test('nothing so small that DynamoDB refuses it (below 1e-130)', () => {
    expect(read(number, '1e-200')).not.toBe(1e-200)
  })

  test('a number is decimal', () => {
    expect(read(number, '0x10')).toBeUndefined()
  })
})

describe('boolean', () => {
  test.each([
    [true, true],
    ['True', true],
    ['true', true],
    [' TRUE ', true],
    [false, false],
    ['False', false],
    ['false', false],
  ])('%j is %j', (sent, value) => {
    expect(read(boolean, sent)).toBe(value)
  })

  test.each(['yes', '1', 1, 0])('%j is none', (sent) => {
    expect(read(boolean, sent)).toBeUndefined()
  })
})

describe('map', () => {
  test('an object stays as it is, values as typed', () => {
    const properties = { field_0: 'TESTNAME', field_1: 'true', field_2: true, field_3: ' ' }
    expect(read(map, properties)).toEqual(properties)
  })

  test('an object as JSON text is parsed, without losing a digit', () => {
    expect(read(map, ' {"a":{"b":9223372036854775807}}')).toEqual({ a: { b: '9223372036854775807' } })
  })

  test.each([[{}], ['{}'], ['{ }']])('%j means not set', (sent) => {
    expect(read(map, sent)).toBeNull()
  })

  test.each([['words'], ['{"a":'], [5], [[1]], ['[1]']])('%j is no map', (sent) => {
    expect(read(map, sent)).toBeUndefined()
  })
})

describe('unpacked', () => {
  test('JSON text becomes what it says', () => {
    expect(unpacked('{"a":1}')).toEqual({ a: 1 })
    expect(unpacked('\n[{"href":"a.png"}]')).toEqual([{ href: 'a.png' }])
  })

  test.each(['null', '12', '"a"', 'text', '{broken', '[1,', ''])('%j stays as it came', (sent) => {
    expect(unpacked(sent)).toBe(sent)
  })

  test('JSON that cannot be stored stays a text', () => {
    expect(unpacked('{"__proto__":1}')).toBe('{"__proto__":1}')
    const deep = `${'['.repeat(31)}${']'.repeat(31)}`
    expect(unpacked(deep)).toBe(deep)
  })

  test('anything but a text is returned unchanged', () => {
    expect(unpacked(5)).toBe(5)
    expect(unpacked(null)).toBeNull()
  })
})

describe('part', () => {
  const data = part(v.looseObject({ Id: id }))

  test.each([[''], [null], [undefined], [[1]]])('%j is an empty element', (sent) => {
    expect(read(data, sent)).toBeUndefined()
  })

  test('is read whether it comes as an object or as JSON text', () => {
    expect(read(data, { Id: 5, more: 'x' })).toEqual({ Id: '5', more: 'x' })
    expect(read(data, '{"Id":5,"more":"x"}')).toEqual({ Id: '5', more: 'x' })
  })

  test.each([['words that are no JSON'], [5], [true], ['null']])(
    '%j is no reason to refuse a delivery',
    (sent) => {
      expect(v.safeParse(v.looseObject({ Data: data }), { Data: sent }).success).toBe(true)
    },
  )
})

/** A wrapper of a repeated element, read by the schema as in `Activities: {Activity: …}`. */
const listed = part(v.looseObject({ Tag: oneOrMany(v.looseObject({ Id: id })) }), 'Tag')

describe('a repeated element', () => {
  const several = [{ Id: 1 }, { Id: '2' }]

  test.each<[string, Json, JsonObject[]]>([
    ['one, as an object', { Tag: { Id: 1 } }, [{ Id: 1 }]],
    ['several, as an array', { Tag: several }, several],
    ['all of it as JSON text', JSON.stringify({ Tag: several }), several],
    ['the elements as JSON text', { Tag: JSON.stringify(several) }, several],
    ['one element as JSON text', { Tag: '{"Id":1}' }, [{ Id: 1 }]],
    ['each element as JSON text', { Tag: ['{"Id":1}', { Id: '2' }] }, several],
    ['a bare list', several, several],
    ['a bare list as JSON text', JSON.stringify(several), several],
    ['a bare list of one', [{ Id: 1 }], [{ Id: 1 }]],
    ['a list of wrappers', [{ Tag: { Id: 1 } }, '{"Tag":{"Id":"2"}}'], several],
    ['a wrapper in a list', [{ Tag: several }], several],
    ['an element with a member of that name', [{ Id: 1, Tag: { Id: 2 } }], [{ Id: 1, Tag: { Id: 2 } }]],
    ['no digit of an id is lost', { Tag: '{"Id":9223372036854775807}' }, [{ Id: '9223372036854775807' }]],
  ])('is read: %s', (_how, sent, elements) => {
    expect(elementsOf(sent, 'Tag')).toEqual(elements)
    expect(read(listed, sent)).toMatchObject({ Tag: elements.map(({ Id }) => ({ Id: String(Id) })) })
  })

  test.each<[unknown, boolean]>([
    [undefined, true],
    [null, true],
    ['', true],
    [' ', true],
    ['null', true],
    [' null ', true],
    [{}, true],
    [[], true],
    ['words', false],
    ['nullable', false],
    ['not null', false],
    ['null.', false],
    [0, false],
    [false, false],
    [{ Id: 1 }, false],
    [[null], false],
  ])('%j is nothing: %s', (value, expected) => {
    expect(isNothing(value)).toBe(expected)
  })

  test.each<[Json | undefined]>([
    [undefined],
    [null],
    [''],
    [' '],
    ['null'],
    [' null '],
    [{}],
    ['{}'],
    [[]],
    ['[]'],
  ])('of nothing, %j, is none', (sent) => {
    expect(elementsOf(sent, 'Tag')).toEqual([])
    if (sent === undefined) return
    expect(elementsOf({ Tag: sent }, 'Tag')).toEqual([])
  })

  test.each<[Json, JsonObject[]]>([
    ['words', []],
    ['nullable', []],
    [{ Tag: 'words' }, []],
    [{ Tag: 5 }, []],
    [5, []],
    [true, []],
    [{ Item: { Id: 1 } }, []],
    [{ Id: 1 }, []],
    [{ Tag: [{ Id: 1 }, 'words', null, [{ Id: 2 }]] }, [{ Id: 1 }]],
    [[{ Id: 1 }, 5], [{ Id: 1 }]],
    [[{ Tag: { Id: 1 } }, { Tag: 'words' }], [{ Id: 1 }]],
  ])('whatever else, %j, is no reason to refuse', (sent, elements) => {
    expect(elementsOf(sent, 'Tag')).toEqual(elements)
    expect(v.is(v.looseObject({ Tags: listed }), { Tags: sent })).toBe(true)
  })

  test('schema and elements are in step, whatever is sent', () => {
    const leaf = fc.oneof(
      fc.constantFrom('words', '', null, 5, true),
      fc.record({ Id: fc.nat().map(String) }),
    )
    const packed = (value: fc.Arbitrary<unknown>) =>
      fc.oneof(
        value,
        value.map((it) => JSON.stringify(it)),
      )
    const list = packed(fc.oneof(leaf, fc.array(packed(leaf), { maxLength: 4 })))
    const sent = packed(fc.oneof(list, fc.record({ Tag: list })))
    fc.assert(
      fc.property(sent, (any) => {
        const value = JSON.parse(JSON.stringify(any))
        const whole = v.parse(v.looseObject({ Tags: listed }), { Tags: value })
        const ids = (whole.Tags?.Tag ?? []).map(({ Id }) => Id ?? null)
        expect(ids).toEqual(elementsOf(value, 'Tag').map(({ Id }) => v.parse(id, Id) ?? null))
      }),
    )
  })
})
