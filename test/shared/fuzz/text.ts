import { gzipSync } from 'node:zlib'
import { oddCharacters, secret } from './arbitraries.ts'
import type { Random } from './random.ts'

const textChanges: Record<string, (text: string, random: Random) => string> = {
  'cut short': (text, random) => text.slice(0, random.below(text.length + 1)),
  'a part missing': (text, random) => {
    const at = random.below(text.length + 1)
    return text.slice(0, at) + text.slice(at + 1 + random.below(20))
  },
  'a character put in': (text, random) => spliced(text, random.pick(oddCharacters), random),
  'a sign put in': (text, random) =>
    spliced(
      text,
      random.pick(['{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\ud83d', "'", '<', '//', '-', 'e', '9']),
      random,
    ),
  'a mark in front': (text) => `\ufeff${text}`,
  'two marks in front': (text) => `\ufeff\ufeff${text}`,
  'blanks around': (text) => ` \r\n\t${text}\n\n`,
  'a blank that is none': (text, random) => random.pick(['\u00a0', '\u000b', '\u2028']) + text,
  twice: (text) => text + text,
  'a comma behind': (text) => `${text},`,
  'XML in front': (text) => `<?xml version="1.0"?><x>${secret}</x>${text}`,
  'a form': (text) => `payload=${encodeURIComponent(text.toWellFormed())}`,
  'quotes of another kind': (text) => text.replaceAll('"', "'"),
  nothing: () => '',
  'blanks only': () => ' \n\ufeff ',
  'the text in JSON': (text) => JSON.stringify(text),
  'in an array': (text) => `[${text}]`,
  'a number only': (_text, random) =>
    random.pick(['1', '9223372036854775807', '1e999', 'null', 'true', '"a"']),
  'an abyss': (_text, random) =>
    random
      .pick(['[', '{"a":', '{"payload":{"Id":', '[9223372036854775807,'])
      .repeat(random.chance(0.95) ? 500 : 100_000),
  'digits of a number': (text, random) =>
    text.replace(/\d+/, (digits) => digits + '9'.repeat(random.pick([1, 16, 40, 400]))),
}

const badBytes = [
  [0xff],
  [0xc0, 0xaf],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x80],
  [0],
]

const byteChanges: Record<string, (bytes: Buffer, random: Random) => Buffer> = {
  'bytes that are no UTF-8': (bytes, random) => {
    const at = random.below(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(badBytes)), bytes.subarray(at)])
  },
  'a byte turned': (bytes, random) => {
    if (bytes.length === 0) return bytes
    const turned = Buffer.from(bytes)
    const at = random.below(turned.length)
    turned.writeUInt8((turned.readUInt8(at) ^ (1 << random.below(8))) & 0xff, at)
    return turned
  },
  'cut between bytes': (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  'UTF-16': (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'),
  'UTF-16 the other way': (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le').swap16(),
  'Latin-1': (bytes) => Buffer.from(`${bytes.toString('utf8')}é`, 'latin1'),
  gzip: (bytes) => gzipSync(bytes, { level: 1 }),
  noise: (_bytes, random) => Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256))),
}

/** Changes a body as text, where it need not stay JSON. */
export function rewritten(text: string, random: Random, trail: string[]): string {
  const what = random.pick(Object.keys(textChanges))
  trail.push(what)
  return textChanges[what]?.(text, random) ?? text
}

const xmlParts = [
  '<',
  '>',
  '&',
  '&x;',
  '&#0;',
  '&#xD800;',
  '/',
  '"',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?x',
  ' x:y="1"',
  ' Id="1"',
  '\0',
]

const xmlChanges: Record<string, (xml: string, random: Random) => string> = {
  none: (xml) => xml,
  'a part of XML put in': (xml, random) => spliced(xml, random.pick(xmlParts), random),
  'a declaration': (xml, random) =>
    `<?xml version="1.0" encoding="${random.pick(['utf-8', 'windows-1255', 'utf-16', 'x'])}"?>${xml}`,
  'in SOAP': (xml) => `<s:Envelope xmlns:s="urn:s"><s:Header/><s:Body>${xml}</s:Body></s:Envelope>`,
  'a DOCTYPE': (xml) => `<!DOCTYPE Event [<!ENTITY x "${secret}"><!ENTITY y "&x;&x;">]>${xml}`,
  'an element repeated': (xml) => xml.replace(/<(\w+)>[^<]*<\/\1>/, (element) => element + element),
  'a tag renamed': (xml, random) =>
    xml.replace(/<\w+/, `<${random.pick(['__proto__', 'x:y', 'Envelope', 'é'])}`),
  'an abyss': (xml, random) => '<a>'.repeat(random.chance(0.95) ? 500 : 100_000) + xml,
  'many elements': (xml, random) =>
    xml.replace('>', `>${'<a/>'.repeat(random.chance(0.95) ? 600 : 110_000)}`),
  'as a text': (xml, random) => rewritten(xml, random, []),
}

/** Changes a body that is XML, which need not stay so. */
export function rewrittenXml(xml: string, random: Random, trail: string[]): string {
  const what = random.pick(Object.keys(xmlChanges))
  trail.push(`XML, ${what}`)
  return xmlChanges[what]?.(xml, random) ?? xml
}

/** Changes a body as bytes, where it need not stay text. */
export function recoded(bytes: Buffer, random: Random, trail: string[]): Buffer {
  const what = random.pick(Object.keys(byteChanges))
  trail.push(what)
  return byteChanges[what]?.(bytes, random) ?? bytes
}

function spliced(text: string, part: string, random: Random): string {
  const at = random.below(text.length + 1)
  return text.slice(0, at) + part + text.slice(at)
}
