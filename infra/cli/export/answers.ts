import type { JsonObject } from '../../../shared/commbox/json.ts'
import { isObject } from '../../../shared/commbox/json.ts'
import type { Reading } from './reading.ts'

const prefix = 'properties.'

/**
 * Reads which questions forms have, and returns the columns with one for each answer, `properties.<question>`, in
 * place of the map of all. A CSV file begins with its columns, so that the forms are read twice.
 */
export async function withAnswerColumns(columns: readonly string[], { pages }: Reading): Promise<string[]> {
  const questions = new Set<string>()
  for await (const { items } of pages())
    for (const { properties } of items)
      if (isObject(properties)) for (const name of Object.keys(properties)) questions.add(`${prefix}${name}`)
  return columns.flatMap((column) => (column === 'properties' ? [...questions].sort() : column))
}

/** Gives each answer of a form an attribute of its own. */
export function withAnswers({ properties, ...item }: JsonObject): JsonObject {
  if (!isObject(properties)) return item
  const answers = Object.entries(properties).map(([name, answer]) => [`${prefix}${name}`, answer])
  return { ...item, ...Object.fromEntries(answers) }
}
