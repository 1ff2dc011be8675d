import type { ServerResponse } from 'node:http'

/** An element of XML, kept apart from text that is still to be escaped. */
type Xml = { xml: string }

export function element(name: string, content: string | readonly Xml[]): Xml {
  const inside = typeof content === 'string' ? escaped(content) : content.map(({ xml }) => xml).join('')
  return { xml: `<${name}>${inside}</${name}>` }
}

function escaped(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (character) => `&#${character.codePointAt(0)};`)
}

/** Answers with a document of these elements. */
export function answerXml(response: ServerResponse, status: number, elements: readonly Xml[]): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${elements.map(({ xml }) => xml).join('')}`
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) })
  // Node leaves the body out of the answer to a HEAD.
  response.end(body)
}
