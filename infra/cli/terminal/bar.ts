const cells = 20

/** `████░░░░ 45 %`; with no total to measure by, nothing. A total that was an estimate may be passed. */
export function bar(done: number, total: number): string {
  if (total <= 0) return ''
  const share = Math.min(1, done / total)
  const full = Math.round(share * cells)
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(share * 100)} %`
}
