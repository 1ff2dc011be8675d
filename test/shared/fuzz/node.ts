/**
 * A JSON document near its text: what a parser would merge or round (a name given twice, the digits of a number,
 * the spelling of a text) stays apart. A scalar is its JSON text, and so is the name of a member.
 */
export type Node = string | { items: Node[] } | { members: Member[] }
export type Member = [name: string, value: Node]

/** @throws SyntaxError when the text is not JSON */
export function nodeOf(text: string): Node {
  return JSON.parse(text, (_name, value: object, context?: { source?: string }): Node => {
    if (context?.source !== undefined) return context.source
    if (Array.isArray(value)) return { items: value }
    return { members: Object.entries(value).map(([name, member]) => [JSON.stringify(name), member]) }
  })
}

/** The text of a document, with `blank` around every comma and colon. */
export function textOf(node: Node, blank = ''): string {
  if (typeof node === 'string') return node
  const comma = `${blank},${blank}`
  if ('items' in node) return `[${node.items.map((item) => textOf(item, blank)).join(comma)}]`
  const members = node.members.map(([name, value]) => `${name}${blank}:${blank}${textOf(value, blank)}`)
  return `{${members.join(comma)}}`
}

/** The value of a member; undefined where the node has none of the name. */
export function memberOf(node: Node | undefined, name: string): Node | undefined {
  if (node === undefined || typeof node === 'string' || 'items' in node) return undefined
  return node.members.find(([own]) => own === JSON.stringify(name))?.[1]
}
