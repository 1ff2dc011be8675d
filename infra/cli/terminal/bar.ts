const cells = 20

/** Draws `████░░░░ 45 %`; nothing without a total. `done` can exceed a total that is an estimate. */
export function bar(done: number, total: number): string {
  if (total <= 0) return ''
  const share = Math.min(1, done / total)
  const full = Math.round(share * cells)
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(share * 100)} %`
}
