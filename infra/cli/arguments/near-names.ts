/** Counts the letters to insert, remove or change to turn one text into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, other] of [...b].entries()) {
      const changed = (previous[column] ?? 0) + (letter === other ? 0 : 1)
      current.push(Math.min(changed, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** Returns up to three known names that may have been meant, the nearest first. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  return known
    .map((candidate) => {
      const name = candidate.toLowerCase()
      const isPart = wanted.length > 2 && name.includes(wanted)
      return { candidate, far: isPart ? 0.5 : distance(wanted, name) }
    })
    .filter(({ candidate, far }) => far <= candidate.length / 3)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}
