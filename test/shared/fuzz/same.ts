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
 * Whether what was kept is what was told, where digits that a number would lose may stand as text, and the
 * replacement character for half of one.
 */
export function isSame(kept: unknown, told: unknown): boolean {
  if (told instanceof Digits) return isSameNumber(kept, told.source)
  if (typeof told === 'string') return kept === told.toWellFormed()
  if (typeof told === 'number' && typeof kept === 'string') return kept === String(told)
  if (typeof told !== 'object' || told === null || typeof kept !== 'object' || kept === null)
    return kept === told
  const ofKept = Object.entries(kept)
  const ofTold = new Map(Object.entries(told).map(([name, value]) => [name.toWellFormed(), value]))
  return (
    Array.isArray(kept) === Array.isArray(told) &&
    ofKept.length === ofTold.size &&
    ofKept.every(([name, value]) => ofTold.has(name) && isSame(value, ofTold.get(name)))
  )
}

/** A double holds any 15 digits. */
function isSameNumber(kept: unknown, source: string): boolean {
  if (typeof kept !== 'number') return kept === source
  const digits = source
    .replace(/[eE].*/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '')
  return Number(source) === kept && digits.length <= 15
}
