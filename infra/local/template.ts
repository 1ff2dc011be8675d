import * as v from 'valibot'
import { LocalError } from './local-error.ts'

const templateSchema = v.object({
  Parameters: v.optional(v.record(v.string(), v.object({ Default: v.optional(v.unknown()) })), {}),
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
  Outputs: v.optional(v.record(v.string(), v.object({ Value: v.unknown() })), {}),
})
/** The parts of a CloudFormation template that the local stack reads. */
export type Template = v.InferOutput<typeof templateSchema>

/** Parses a template. @throws LocalError that names what is wrong and where */
export function readTemplate(text: string, file: string): Template {
  return read(templateSchema, parse(text, file), file)
}

/**
 * Validates a value.
 *
 * @param where names the value in the error
 * @throws LocalError that names the path and what was expected there
 */
export function read<Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
  where: string,
): Output {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  const place = path ? ` at ${path}` : ''
  throw new LocalError(`${where} is invalid${place}: expected ${issue.expected}, received ${issue.received}.`)
}

/** Parses JSON. @throws LocalError that names the file */
function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new LocalError(`${file} is not JSON.`)
  }
}
