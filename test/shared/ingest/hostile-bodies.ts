import { mostValues } from '../../../shared/commbox/json.ts'
import { ingestHandler } from '../../../shared/ingest/handler.ts'
import * as otherBodies from '../../../shared/ingest/other-bodies.ts'
import { gatewayEvent, hashes } from './requests.ts'

/*
 * Posts bodies of 6 MB, one after another, each of which is as costly to read as its kind allows. Writes one
 * line of JSON for each, and a last one with the most memory that the process had. It runs by itself, with the memory
 * of the function.
 */

const size = 6 * 1024 * 1024

/** A text that repeats a unit, and fills a body with what is around it. */
function filled(before: string, unit: string, after: string, separator = ','): string {
  const free = size - before.length - after.length - unit.length
  return `${before}${unit}${(separator + unit).repeat(Math.floor(free / (unit.length + separator.length)))}${after}`
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1)
const list = (unit: string) => filled('{"payload":{"Id":"1","Activities":{"Activity":[', unit, ']}}}')
const jsonText = (unit: string) =>
  filled('{"payload":{"Id":"1","Activities":{"Activity":"[', escaped(unit), ']"}}}')
const inMessage = (unit: string) => filled('{"payload":{"Id":"1","Message":"', unit, '"}}', '')
const inXml = (before: string, unit: string, after: string) =>
  filled(`<Event Subscription="Object" Name="OnNew">${before}`, unit, `${after}</Event>`, '')
/** As many different members as fit, or `most`, and then a text that fills the body. */
function members(most = Number.POSITIVE_INFINITY): string {
  let body = '{"payload":{"Id":"1"'
  for (let n = 0; n < most && body.length < size - 20; n += 1) body += `,"m${n}":0`
  return `${body},"Last":"${'x'.repeat(size - body.length - 13)}"}}`
}

const bodies: Record<string, () => string> = {
  'empty elements': () => list('{}'),
  'elements with an id': () => list('{"Id":"1","Type":2}'),
  'elements in lists': () => list('[{}]'),
  'numbers as elements': () => list('1'),
  'elements in JSON text': () => jsonText('{}'),
  'elements with an id in JSON text': () => jsonText('{"Id":"1"}'),
  'elements in JSON text with escapes': () =>
    filled('{"payload":{"Id":"1","Activities":{"Activity":" \\u005b', '\\u007b}', ']"}}}', '\\u002c'),
  'JSON texts as elements': () => list('"{}"'),
  'JSON texts in a JSON text': () => jsonText('"[{},{}]"'),
  'messages of the nested layout': () =>
    filled('{"payload":{"Id":"1","Children":{"Child":[', '{"Id":"1","Message":"a"}', ']}}}'),
  tags: () =>
    filled('{"payload":{"Id":"1","StreamId":"1","Tags":{"Tag":[', '{"Id":"1","Action":"Add"}', ']}}}'),
  'different members': () => members(),
  'as many members as are read': () => members(mostValues - 10),
  nesting: () => `{"payload":{"Id":"1","Data":${'['.repeat(size / 2 - 50)}${']'.repeat(size / 2 - 50)}}}`,
  'nesting of maps': () =>
    `{"payload":{"Id":"1","Data":${'{"a":'.repeat(size / 6 - 10)}1${'}'.repeat(size / 6 - 10)}}}`,
  'numbers above 2^53': () => filled('{"payload":{"Id":"1","Data":[', '9223372036854775807', ']}}'),
  'one number of many digits': () => filled('{"payload":{"Id":"1","Data":', '1', '}}', ''),
  blanks: () => filled('{"payload":{"Id":"1","Data":', ' ', '1}}', ''),
  'a text of blanks': () => inMessage(' '),
  'half characters': () => inMessage('\\ud800'),
  'elements of XML': () => inXml('<Object Id="1">', '<a/>', '</Object>'),
  'attributes of XML': () => {
    const begin = '<Event><Object'
    const attributes = Array.from({ length: 600_000 }, (_, n) => ` a${n}=""`).join('')
    return `${`${begin}${attributes}`.slice(0, size - 20)}"/></Event>`
  },
  'one text of XML': () => inXml('<Object Id="1"><Message>', '&amp;', '</Message></Object>'),
}

let kept: Map<string, number>
const handler = ingestHandler({
  hashes,
  bodies: {
    put: async (key, body) => void kept.set(key.slice(0, key.indexOf('/')), Buffer.byteLength(body)),
    get: async () => '',
  },
  send: async (pipeline) => void kept.set(`${pipeline} queue`, 1),
  log: () => {},
  others: async () => otherBodies,
})
for (const [name, make] of Object.entries(bodies)) {
  kept = new Map()
  const text = make()
  const trigger = /"(Activities|Children|Tags)"/.test(text.slice(0, 60)) ? '' : '/OnNew'
  const { statusCode, body } = await handler(gatewayEvent(text, { rawPath: `/webhooks/object${trigger}` }))
  const { type = null } = JSON.parse(body)
  process.stdout.write(
    `${JSON.stringify({ name, size: text.length, statusCode, type, kept: [...kept.keys()] })}\n`,
  )
}
process.stdout.write(`${JSON.stringify({ megabytes: process.resourceUsage().maxRSS / 1024 })}\n`)
