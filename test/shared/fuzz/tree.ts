import { oddName, oddValue, secretText } from './arbitraries.ts'
import { type Member, memberOf, type Node, textOf } from './node.ts'
import type { Random } from './random.ts'

type Change = (node: Node, random: Random) => Node

/** Changes of any value. */
const changes: Record<string, Change> = {
  'another value': (_node, random) => oddValue(random),
  secret: (_node, random) => secretText(random),
  'into an array': (node) => ({ items: [node] }),
  'into an object': (node, random) => ({ members: [[oddName(random), node]] }),
  'out of its holder': (node) => {
    if (typeof node === 'string') return node
    return ('items' in node ? node.items[0] : node.members[0]?.[1]) ?? 'null'
  },
  'array for object': (node) => {
    if (typeof node === 'string') return { items: [node, node] }
    if ('members' in node) return { items: node.members.map(([, value]) => value) }
    return { members: node.items.map((item, index): Member => [`"${index}"`, item]) }
  },
  'into JSON text': (node) => JSON.stringify(textOf(node)),
  'number for text': (node) => {
    if (typeof node !== 'string') return node
    return node.startsWith('"') ? node.slice(1, -1) || '0' : `"${node}"`
  },
  nested: (node, random) => {
    let nested = node
    for (let levels = random.pick([2, 10, 25, 29, 31]); levels > 0; levels -= 1) nested = { items: [nested] }
    return nested
  },
  repeated: (node, random) => ({
    items: Array.from({ length: random.chance(0.98) ? random.below(6) : 200 }, () => node),
  }),
  'many small members': (_node, random) => {
    const count = random.chance(0.9) ? 100 : 60_000
    return `[${Array(count)
      .fill(random.pick(['0', '1', '""', '[]', '{}', 'null']))
      .join(',')}]`
  },
}

type MembersChange = (members: Member[], at: number, random: Random) => Member[]

/** Changes of the members of an object; `at` is one of them. */
const memberChanges: Record<string, MembersChange> = {
  'member missing': (members, at) => members.toSpliced(at, 1),
  'member renamed': (members, at, random) =>
    members.map(([name, value], index) => [index === at ? oddName(random) : name, value]),
  'name in another spelling': (members, at, random) =>
    members.map(([name, value], index) => [index === at ? respelt(name, random) : name, value]),
  'name given twice': (members, at, random) => {
    const [name, value] = members[at] ?? ['"Id"', '"1"']
    const twin: Member = [name, random.chance(0.5) ? oddValue(random) : value]
    return members.toSpliced(random.below(members.length + 1), 0, twin)
  },
  'member added': (members, at, random) => members.toSpliced(at, 0, [oddName(random), oddValue(random)]),
  'member of an odd name moved': (members, at, random) => {
    const [, value] = members[at] ?? ['', 'null']
    return [...members, [oddName(random), value]]
  },
  __proto__: (members, at, random) => [
    ...members,
    [random.pick(['"__proto__"', '"\\u005f_proto__"']), members[at]?.[1] ?? '{}'],
  ],
  'values swapped': (members, at, random) => {
    const other = random.below(members.length)
    const value = (index: number) => members[index]?.[1] ?? 'null'
    return members.map(([name, own], index) => [
      name,
      index === at ? value(other) : index === other ? value(at) : own,
    ])
  },
}

/** A name that reads the same without case, blanks, dashes and underscores. */
function respelt(name: string, random: Random): string {
  const blank = random.pick([' ', '-', '_', '\u00a0', '\u2003'])
  const many = random.chance(0.6) ? 1 + random.below(3) : random.pick([200, 3000, 20_000, 140_000])
  const text = random.pick([name.toLowerCase(), name.toUpperCase(), name])
  return `${text.slice(0, 2)}${blank.repeat(many)}${text.slice(2)}`
}

const changeNames = Object.keys(changes)
const memberChangeNames = Object.keys(memberChanges)

/** Changes one place of a document. */
export function changed(node: Node, random: Random, trail: string[]): Node {
  if (typeof node !== 'string' && !random.chance(0.07)) {
    if ('items' in node && node.items.length > 0) {
      const at = random.below(node.items.length)
      return { items: node.items.map((item, index) => (index === at ? changed(item, random, trail) : item)) }
    }
    if ('members' in node && node.members.length > 0) {
      const at = random.below(node.members.length)
      if (random.chance(0.25)) {
        const what = random.pick(memberChangeNames)
        trail.push(`${what} (${node.members[at]?.[0].slice(0, 40)})`)
        return { members: memberChanges[what]?.(node.members, at, random) ?? node.members }
      }
      return {
        members: node.members.map(([name, value], index) => [
          name,
          index === at ? changed(value, random, trail) : value,
        ]),
      }
    }
  }
  const what = random.pick(changeNames)
  trail.push(`${what} (${textOf(node).slice(0, 40)})`)
  return changes[what]?.(node, random) ?? node
}

/** Puts a document into another envelope, or two into one another. */
export function crossed(node: Node, other: Node, random: Random, trail: string[]): Node {
  const event = memberOf(node, 'Event') ?? memberOf(other, 'Event')
  const payload = memberOf(node, 'payload') ?? memberOf(other, 'payload') ?? node
  const plain = random.pick([
    '"Object"',
    '"User"',
    '"Satisfaction"',
    '"Tag"',
    '"Form"',
    '"Chat"',
    '"object"',
    oddName(random),
  ])
  const name = random.chance(0.2) ? respelt(plain, random) : plain
  const trigger = random.pick([
    '"OnNew"',
    '"OnNewActivity"',
    '"On Submit"',
    '"Login"',
    '"OnUpdateTag"',
    '"OnDelete"',
    oddValue(random),
  ])
  const wrapped: Node = {
    members: [
      ['"Subscription"', name],
      ['"Name"', trigger],
      ['"Brand"', random.pick(['"acme"', oddValue(random)])],
      [name, payload],
    ],
  }
  const what = random.below(6)
  trail.push(`envelope ${what}`)
  if (what === 0) return { members: [['"Event"', wrapped]] }
  if (what === 1) return { members: [['"payload"', event ?? payload]] }
  if (what === 2)
    return {
      members: [
        ['"payload"', payload],
        ['"Event"', event ?? wrapped],
      ],
    }
  if (what === 3) return { members: [['"Event"', payload]] }
  if (what === 4) return { members: [['"Event"', { members: [[name, payload]] }]] }
  return payload
}
