import { decodeHTMLStrict } from 'entities'

/**
 * Decodes the HTML entities in a text (`&amp;`, `&#39;`), in which messages can arrive. For showing only: tables and
 * exports keep the text as it was sent.
 */
export function decodeEntities(text: string): string {
  // Strict: without its semicolon, `&copy` is a part of many an address.
  return decodeHTMLStrict(text)
}
