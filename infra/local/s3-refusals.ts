import type { Refusal } from './gate.ts'

/** The largest object, in bytes: several times what API Gateway takes. */
export const largestObject = 64 * 1024 * 1024

export const internalError: Refusal = {
  status: 500,
  code: 'InternalError',
  message: 'The objects cannot be read or written.',
}
export const noSuchKey: Refusal = {
  status: 404,
  code: 'NoSuchKey',
  message: 'The specified key does not exist.',
}
export const noSuchBucket: Refusal = {
  status: 404,
  code: 'NoSuchBucket',
  message: 'The specified bucket does not exist.',
}
export const accessDenied: Refusal = { status: 403, code: 'AccessDenied', message: 'Access Denied' }
export const tooLarge: Refusal = {
  status: 400,
  code: 'EntityTooLarge',
  message: `The local S3 takes objects of up to ${largestObject} bytes.`,
}

/** A request that S3 would refuse too. */
export function invalid(code: string, message: string): Refusal {
  return { status: 400, code, message }
}

/** A request that AWS would answer. */
export function notEmulated(what: string): Refusal {
  return { status: 501, code: 'NotImplemented', message: `The local S3 does not emulate ${what}.` }
}

/** Whether what was thrown is one of these. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return typeof thrown === 'object' && thrown !== null && 'status' in thrown && 'code' in thrown
}

/** @throws Refusal if a query has another parameter than these */
export function allowOnly(query: URLSearchParams, names: readonly string[]): void {
  const other = [...query.keys()].find((name) => !names.includes(name))
  if (other !== undefined) throw notEmulated(`the parameter ${other}`)
}
