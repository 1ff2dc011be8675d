import { asXml } from '../../envelopes.ts'
import { deliveries, malformed } from '../../fixtures.ts'
import { type Node, nodeOf, textOf } from './node.ts'
import { type Random, randomOf } from './random.ts'
import { type Request, requestOf } from './request.ts'
import { recoded, rewritten, rewrittenXml } from './text.ts'
import { changed, crossed } from './tree.ts'

/** One request of the run, and the way to it from a fixture. */
export type Case = Request & { number: number; trail: string[] }

type Source = {
  name: string
  url: string
  method: string
  body: Buffer
  node: Node | undefined
  /** The same in XML. */
  xml?: string
}

const good: Source[] = deliveries().map(({ name, body, expected }) => {
  return {
    name,
    body,
    url: expected.url,
    method: 'POST',
    node: parsed(body),
    xml: asXml(body, expected),
  }
})
const bad: Source[] = malformed().map(({ name, body, expected: { url, method = 'POST' } }) => {
  return { name, body, url, method, node: parsed(body) }
})

const documents = [...good, ...bad].flatMap(({ node }) => (node === undefined ? [] : [node]))

function parsed(body: Buffer): Node | undefined {
  try {
    return nodeOf(body.toString('utf8').replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

/** Nothing else says what a case is: the same seed and number give the same request. */
export function caseOf(seed: number, number: number): Case {
  const random = randomOf(seed, number)
  const source = random.pick(random.chance(0.85) ? good : bad)
  const trail = [source.name]
  let body = bodyOf(source, random, trail)
  if (random.chance(0.06)) body = recoded(body, random, trail)
  // Lambda takes 6 MB, and so do we. Rare: such a body takes far longer than any other.
  if (random.chance(1 / 2500)) body = padded(body, random, trail)
  const { url, method } = source
  return { number, trail, ...requestOf({ url, method, body, number }, random, trail) }
}

function bodyOf({ node, body, xml }: Source, random: Random, trail: string[]): Buffer {
  if (xml !== undefined && random.chance(0.15)) return Buffer.from(rewrittenXml(xml, random, trail))
  if (node === undefined) return Buffer.from(rewritten(body.toString('utf8'), random, trail))
  let document = node
  if (random.chance(0.15)) document = crossed(document, random.pick(documents), random, trail)
  const count = random.pick([0, 1, 1, 1, 2, 2, 3, 5])
  for (let index = 0; index < count; index += 1) document = changed(document, random, trail)
  const text = textOf(document, random.pick(['', '', '', ' ', '\r\n\t']))
  return Buffer.from(random.chance(0.08) ? rewritten(text, random, trail) : text)
}

const sixMegabytes = 6 * 1024 * 1024

function padded(body: Buffer, random: Random, trail: string[]): Buffer {
  const size = random.pick([1024 * 1024, sixMegabytes - 1, sixMegabytes, sixMegabytes + 1])
  trail.push(`padded to ${size} bytes`)
  return Buffer.concat([body, Buffer.alloc(Math.max(0, size - body.length), ' ')])
}
