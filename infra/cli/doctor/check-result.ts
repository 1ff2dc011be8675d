/** What a check has found, and what is to be done about it. */
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
/** It could not be found out, or there is nothing to find out yet. */
export const unknown = (what: string, text: string, advice?: string): CheckResult => ({
  verdict: 'unknown',
  what,
  text,
  ...(advice === undefined ? {} : { advice }),
})
