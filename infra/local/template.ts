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

/** What a template's references may find: the resources as created here, and the pseudo parameters. */
export type Scope = {
  /** What `Ref` gives: of a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown
  /** What `Fn::GetAtt` gives. */
  attribute(resource: string, name: string): unknown
  /** Last word on a text that was put together, such as the address of the API. */
  finish?(text: string): string
}

/** The template in a JSON text. Throws a LocalError that names what is broken and where. */
export function readTemplate(text: string, file: string): Template {
  return read(templateSchema, parse(text, file), file)
}

/**
 * `value` as `schema` describes it. Throws a LocalError that names the place and what was expected there;
 * `where` is how a person finds it.
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
  throw new LocalError(`${where} is broken${place}: expected ${issue.expected}, found ${issue.received}.`)
}

/** The value in a JSON text. Throws a LocalError that names the file. */
function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new LocalError(`${file} is not JSON.`)
  }
}

const noValue = Symbol('AWS::NoValue')

/**
 * `value` of a template with every `Ref`, `Fn::GetAtt`, `Fn::Join` and `Fn::Sub` in it resolved.
 * Throws a LocalError for a reference to what is not there and for any other function; `where` names the place.
 */
export function resolve(value: unknown, scope: Scope, where: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope, where)).filter((item) => item !== noValue)
  }
  if (!isRecord(value)) return value
  const [key, ...others] = Object.keys(value)
  if (key !== undefined && others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
    return intrinsic(key, value[key], scope, where)
  }
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    resolve(item, scope, `${where}.${name}`),
  ])
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue))
}

function intrinsic(key: string, argument: unknown, scope: Scope, where: string): unknown {
  switch (key) {
    case 'Ref':
      if (argument === 'AWS::NoValue') return noValue
      if (typeof argument === 'string') return present(scope.ref(argument), argument, where)
      break
    case 'Fn::GetAtt': {
      const [resource, name] = typeof argument === 'string' ? halves(argument) : list(argument)
      if (typeof resource === 'string' && typeof name === 'string') {
        return present(scope.attribute(resource, name), `${resource}.${name}`, where)
      }
      break
    }
    case 'Fn::Join': {
      const [separator, parts] = list(argument)
      if (typeof separator !== 'string' || !Array.isArray(parts)) break
      const texts = parts.map((part) => text(resolve(part, scope, where), key, where))
      return finish(texts.join(separator), scope)
    }
    case 'Fn::Sub': {
      const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : list(argument)
      if (typeof pattern !== 'string' || !isRecord(variables)) break
      return finish(substitute(pattern, variables, scope, where), scope)
    }
    default:
      throw new LocalError(`${where} uses ${key}, which the local stack does not resolve.`)
  }
  throw new LocalError(`${where} has a ${key} that cannot be read.`)
}

/** `Fn::Sub`: `${Name}`, `${Resource.Attribute}`, and `${!Literal}` for a text that stays as it is. */
function substitute(
  pattern: string,
  variables: Record<string, unknown>,
  scope: Scope,
  where: string,
): string {
  return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    if (name in variables) return text(resolve(variables[name], scope, where), 'Fn::Sub', where)
    const [resource, attribute] = halves(name)
    const found = attribute === undefined ? scope.ref(resource) : scope.attribute(resource, attribute)
    return text(present(found, name, where), 'Fn::Sub', where)
  })
}

function present(found: unknown, name: string, where: string): unknown {
  if (found !== undefined) return found
  throw new LocalError(`${where} refers to ${name}, which the local stack does not have.`)
}

function text(value: unknown, key: string, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  throw new LocalError(`${where} has a ${key} of something that is no text.`)
}

function finish(value: string, scope: Scope): string {
  return scope.finish ? scope.finish(value) : value
}

/** `Resource.Attribute` in two: attribute names hold dots, logical ids do not. */
function halves(name: string): [string, string | undefined] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)]
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
