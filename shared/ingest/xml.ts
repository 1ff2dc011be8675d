import { SaxesParser } from 'saxes'
import { isObject, type Json, type JsonObject } from '../commbox/json.ts'

/** Why XML is not read: as the issue of a refusal, `expected` and `received`. */
export class XmlError extends Error {
  readonly reason: 'too-deep' | 'too-complex' | 'not-json'
  readonly expected: string

  constructor(reason: XmlError['reason'], expected: string, received: string) {
    super(received)
    this.reason = reason
    this.expected = expected
  }
}

/** Namespaces whose attributes are about the XML and not part of the content. */
const aboutXml = new Set([
  'http://www.w3.org/2000/xmlns/',
  'http://www.w3.org/XML/1998/namespace',
  'http://www.w3.org/2001/XMLSchema-instance',
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.w3.org/2003/05/soap-envelope',
])

/** Levels of elements: 30 of a body, and those of SOAP. */
const mostLevels = 33

type Element = { name: string; members: Map<string, Json[]>; text: string }

/**
 * Reads XML as the JSON that CommBox makes of it: attributes and child elements are members, repeated ones a list, and
 * an element with neither is its text. Prefixes are left out, every value is a text, and text beside members is the
 * member `#text`. Of a SOAP message it is the content of the body. Entities of the document's own are not expanded: a
 * DOCTYPE is refused.
 *
 * @param most elements and attributes, at most
 * @throws XmlError if it is not well-formed, has a DOCTYPE, or too many levels, elements or attributes
 */
export function readXml(text: string, most: number): Json {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const root: Element = { name: '', members: new Map(), text: '' }
  const open = [root]
  let count = 0
  const counted = () => {
    count += 1
    if (count > most) throw new XmlError('too-complex', `at most ${most} elements and attributes`, 'more')
  }
  const added = (text: string) => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('doctype', () => {
    throw new XmlError('not-json', 'XML without a DOCTYPE', 'a DOCTYPE')
  })
  parser.on('attribute', counted)
  parser.on('opentag', ({ local, attributes }) => {
    counted()
    if (open.length > mostLevels) throw new XmlError('too-deep', 'at most 30 levels of nesting', 'more')
    const element: Element = { name: local, members: new Map(), text: '' }
    for (const { local: name, uri, value } of Object.values(attributes))
      if (!aboutXml.has(uri)) add(element, name, value)
    open.push(element)
  })
  parser.on('text', added)
  parser.on('cdata', added)
  parser.on('closetag', () => {
    const element = open.pop()
    const parent = open.at(-1)
    if (element && parent) add(parent, element.name, contentOf(element))
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (error instanceof XmlError) throw error
    throw new XmlError('not-json', 'well-formed XML', 'XML that is not well-formed')
  }
  const whole = membersOf(root)
  const { Envelope: envelope } = whole
  return isObject(envelope) && envelope.Body !== undefined ? envelope.Body : whole
}

function add({ members }: Element, name: string, value: Json): void {
  const values = members.get(name)
  if (values) values.push(value)
  else members.set(name, [value])
}

function contentOf(element: Element): Json {
  if (element.members.size === 0) return element.text
  if (element.text.trim() !== '') add(element, '#text', element.text)
  return membersOf(element)
}

function membersOf({ members }: Element): JsonObject {
  return Object.fromEntries(
    [...members].map(([name, [value = '', ...others]]) => [
      name,
      others.length > 0 ? [value, ...others] : value,
    ]),
  )
}
