import { InvalidArgumentError } from 'commander'

/**
 * Reads an id: API Gateway's request ids may begin with any of base64's characters, dashes too. What reads like an option
 * is a mistyped one, which commander lets through here.
 */
export function readQuarantineId(text: string): string {
  if (/^--[a-z][a-z-]*(=|$)/.test(text)) throw new InvalidArgumentError('There is no such option.')
  return text
}
