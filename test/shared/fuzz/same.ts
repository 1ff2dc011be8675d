/** The digits of a number that its double does not print back. */
class Digits {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

/** A JSON text, of which no digit is lost; undefined where it is none. */
export function jsonOf(text: string): unknown {
  const isPlain = !/[\d.]{16}|\d[eE]/.test(text)
  try {
    return isPlain ? JSON.parse(text) : JSON.parse(text, withDigits)
  } catch {
    return undefined
  }
}

function withDigits(_name: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && source !== undefined && String(value) !== source
    ? new Digits(source)
    : value
}

/**
 * Whether a stored value is the one that was sent: digits that a number would lose can be text, and half a character
 * is the replacement character.
 */
export function isSame(stored: unknown, sent: unknown): boolean {
  if (sent instanceof Digits) return isSameNumber(stored, sent.source)
  if (typeof sent === 'string') return stored === sent.toWellFormed()
  if (typeof sent === 'number' && typeof stored === 'string') return stored === String(sent)
  if (typeof sent !== 'object' || sent === null || typeof stored !== 'object' || stored === null)
    return stored === sent
  const ofStored = Object.entries(stored)
  const ofSent = new Map(Object.entries(sent).map(([name, value]) => [name.toWellFormed(), value]))
  return (
    Array.isArray(stored) === Array.isArray(sent) &&
    ofStored.length === ofSent.size &&
    ofStored.every(([name, value]) => ofSent.has(name) && isSame(value, ofSent.get(name)))
  )
}

/** A double holds any 15 digits. */
function isSameNumber(stored: unknown, source: string): boolean {
  if (typeof stored !== 'number') return stored === source
  const digits = source
    .replace(/[eE].*/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '')
  return Number(source) === stored && digits.length <= 15
}
