import type { Report } from './traffic.ts'

const lines: string[] = []

/** What a run has measured, printed at its end. */
export const figures = {
  /** Does something and keeps how long it took. */
  async time<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now()
    const result = await work()
    lines.push(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
    return result
  },
  deliveries(what: string, { sent, refused }: Report, lost: readonly string[]): void {
    lines.push(`${what}: ${sent} deliveries, ${refused.length} refused, ${lost.length} lost`)
  },
  print(): void {
    console.log(lines.join('\n'))
  },
}
