import { isObject, type Json, type JsonObject, parseJson } from '../shared/commbox/json.ts'
import type { DeliveryExpectation } from './fixtures.ts'

/** The same delivery in CommBox's other envelopes. Written from its public API documentation, not from the reader. */

/** A body as an `Event` that names its entity and trigger. */
export function asEvent(body: Buffer, expected: DeliveryExpectation): JsonObject {
  const parsed = parseJson(body.toString().replace(/^\uFEFF/, ''))
  const { payload, Event: event, ...more } = isObject(parsed) ? parsed : {}
  if (isObject(event)) return { Event: event, ...more }
  const { entity, trigger, brand } = expected
  const words = { Subscription: entity, Name: trigger, ...(brand ? { Brand: brand } : {}) }
  return { Event: { ...words, [entity]: payload ?? '' }, ...more }
}

/** Members whose value is JSON in a text, as CommBox's XML has it. */
const jsonTexts = new Set(['Content', 'Data', 'Properties', 'unitValidation', 'attachments'])

/** Something that XML has no way to say. */
export class NotInXml extends Error {}

/** The `Event` of a body in XML: every other scalar an attribute, the others and all that is nested elements. */
export function asXml(body: Buffer, expected: DeliveryExpectation): string {
  const { Event: event, ...more } = asEvent(body, expected)
  if (Object.keys(more).length > 0) throw new NotInXml('members beside the Event: XML has one root')
  return element('Event', event ?? null)
}

function element(name: string, value: Json): string {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) throw new NotInXml('a name that is no name of XML')
  if (value === null) throw new NotInXml('null')
  if (jsonTexts.has(name) && typeof value === 'object')
    return `<${name}><![CDATA[${JSON.stringify(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
  if (Array.isArray(value)) {
    if (value.length === 0) throw new NotInXml('an empty list')
    if (value.some(Array.isArray)) throw new NotInXml('a list in a list')
    return value.map((each) => element(name, each)).join('\n')
  }
  if (!isObject(value)) return `<${name}>${escaped(String(value))}</${name}>`
  const members = Object.entries(value)
  const isAttribute = ([, member]: [string, Json], index: number) =>
    index % 2 === 0 && member !== null && typeof member !== 'object'
  const attributes = members
    .filter(isAttribute)
    .map(([key, member]) => ` ${key}="${escaped(String(member))}"`)
  const children = members.filter((each, index) => !isAttribute(each, index))
  return `<${name}${attributes.join('')}>${children.map(([key, member]) => element(key, member)).join('')}</${name}>`
}

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML excludes
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new NotInXml('a character that XML excludes')
  return text.replace(/[<>&"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`)
}
