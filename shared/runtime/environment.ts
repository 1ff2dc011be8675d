import * as v from 'valibot'

/** A number of days; undefined if the variable is absent. */
export const days = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d*$/), v.transform(Number)))

/** A variable that must be set and not empty. */
export const variable = v.pipe(v.string(), v.nonEmpty())

/**
 * Reads the environment of a function by its schema, once, when the function starts.
 *
 * @throws Error that names every missing or invalid variable, without values
 */
export function readEnvironment<Schema extends v.GenericSchema>(schema: Schema): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, process.env)
  if (parsed.success) return parsed.output
  const names = parsed.issues.map((issue) => v.getDotPath(issue))
  throw new Error(`missing or invalid environment variables: ${[...new Set(names)].join(', ')}`)
}

/** Names separated by commas; undefined if the variable is absent or empty. */
export const list = v.optional(
  v.pipe(
    v.string(),
    v.transform((text) => text.split(',').filter(Boolean)),
    v.transform((names) => (names.length > 0 ? names : undefined)),
  ),
)
