import { LocalError } from './local-error.ts'

/** The values that a template's references resolve to. */
export type Scope = {
  /** The value of `Ref` to a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown
  /** The value of `Fn::GetAtt`. */
  attribute(resource: string, name: string): unknown
  /** Adjusts a text that `Fn::Join` or `Fn::Sub` built, such as the URL of the API. */
  finish?(text: string): string
}

const noValue = Symbol('AWS::NoValue')

/**
 * Resolves every `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Split`, `Fn::Select` and `Fn::Sub` in a value of a template.
 *
 * @param where names the value in the error
 * @throws LocalError for a reference to something that does not exist, and for any other function
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
    case 'Fn::Split': {
      const [separator, whole] = list(argument)
      if (typeof separator !== 'string') break
      return text(resolve(whole, scope, where), key, where).split(separator)
    }
    case 'Fn::Select': {
      const [index, among] = list(argument)
      const found = list(resolve(among, scope, where))[Number(index)]
      if (found === undefined) break
      return found
    }
    default:
      throw new LocalError(`${where} uses ${key}, which the local stack does not support.`)
  }
  throw new LocalError(`${where} has an invalid ${key}.`)
}

/** Resolves `Fn::Sub`: `${Name}`, `${Resource.Attribute}`, and `${!Literal}`, which becomes `${Literal}`. */
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
  throw new LocalError(`${where} refers to ${name}, which does not exist in the local stack.`)
}

function text(value: unknown, key: string, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  throw new LocalError(`${where} has a ${key} with a part that is not a text.`)
}

function finish(value: string, scope: Scope): string {
  return scope.finish ? scope.finish(value) : value
}

/** Splits `Resource.Attribute` at the first dot: attribute names can contain dots, logical ids cannot. */
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
