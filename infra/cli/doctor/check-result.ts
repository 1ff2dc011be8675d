/** The result of a check, and what to do about it. */
export type CheckResult = {
  verdict: 'good' | 'bad' | 'unknown'
  what: string
  text: string
  advice?: string
}

export const good = (what: string, text: string): CheckResult => ({ verdict: 'good', what, text })
export const bad = (what: string, text: string, advice: string): CheckResult => ({
  verdict: 'bad',
  what,
  text,
  advice,
})
/** The check was not possible, or there is nothing to check yet. */
export const unknown = (what: string, text: string, advice?: string): CheckResult => ({
  verdict: 'unknown',
  what,
  text,
  ...(advice === undefined ? {} : { advice }),
})
