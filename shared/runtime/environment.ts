import * as v from 'valibot'

/** A variable that must be set. */
export const variable = v.pipe(v.string(), v.nonEmpty())

/**
 * The environment of a function as its schema has it, read once at its start.
 *
 * @throws Error that names every variable which is missing or wrong, and no value
 */
export function readEnvironment<Schema extends v.GenericSchema>(schema: Schema): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, process.env)
  if (parsed.success) return parsed.output
  const names = parsed.issues.map((issue) => v.getDotPath(issue) ?? '?')
  throw new Error(`missing or invalid environment variables: ${[...new Set(names)].join(', ')}`)
}
