import type * as v from 'valibot'
import { activityTypes } from '../../../shared/commbox/enums.ts'
import type { Json } from '../../../shared/commbox/json.ts'
import { boolean, id, lookUp, map, number, requiredId, text, time } from '../../../shared/commbox/values.ts'
import { fc } from '../../seed.ts'
import { dates } from './clock.ts'

/*
 * What CommBox may send for a single value, from pools so small that things meet: what meets is what can go wrong.
 */

const words = fc.constantFrom('a', 'b', ' a ', 'שלום', 'مرحبا', '😀', 'x'.repeat(300), '')

/** Ids that order by text and by number differently, as text and as number, beyond 2^53, and the two for "none". */
const ids = fc.constantFrom<Json>('5', 5, '9', 9, '10', '100', '9007199254740993', '', '0', 0)

/** By the schemas of values.ts. */
const ofReading = new Map<v.GenericSchema, fc.Arbitrary<Json>>([
  [requiredId, fc.constantFrom<Json>('7001', 7001, '7002')],
  [id, ids],
  [text, words],
  [lookUp, words],
  [time, dates],
  [number, fc.constantFrom<Json>('50', 50, '100', '4/5', '')],
  [boolean, fc.constantFrom<Json>(true, 'True', false, 'false', 'maybe', '')],
  [map, fc.constantFrom<Json>({}, { f: 1 }, { f: '1' }, '{"f":"1"}', { f: 'longer' }, '')],
])

/**
 * By a member's name: values that mean something there, which a pool of any value seldom hits. Of the types of
 * activities mostly those that say something about the conversation (CommBox's article).
 */
const ofName: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  Type: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom('2', '5', '6', '7', '7', '8', '11', '19', '19', '20', '21', '23'),
    },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(activityTypes), '42') },
  ),
  Action: fc.constantFrom('Add', 'Add', 'Remove', 'Remove', 'Rename'),
  ...Object.fromEntries(
    ['Phone1', 'Phone2', 'StreamProviderId'].map((name) => [
      name,
      fc.constantFrom<Json>(
        '972501234567',
        '\u202a+972 50-123-4567\u202c',
        '050-1234567',
        '19175012555',
        'a',
        '',
      ),
    ]),
  ),
  Email: fc.constantFrom('dana@example.com', 'Dana@Example.com', ''),
  StreamProviderType: fc.constantFrom<Json>('0', '4', 7, '16', 'WhatsApp', 'BumpYard', ''),
  action: fc.constantFrom('addParticipant', 'removeParticipant'),
}

/** What may be sent for a member that is read by a schema of values.ts; undefined for any other schema. */
export function valuesFor(name: string, schema: v.GenericSchema): fc.Arbitrary<Json> | undefined {
  const values = ofReading.get(schema)
  return values && (ofName[name] ?? values)
}

/** Whether the other members of an element have a meaning only together with this one. */
export function saysWhatElseMeans(name: string): boolean {
  return name in ofName
}
