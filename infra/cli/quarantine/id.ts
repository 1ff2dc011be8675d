import { InvalidArgumentError } from 'commander'

/** Reads an id. A text with two dashes is a mistyped option, which commander lets through here. */
export function readQuarantineId(text: string): string {
  if (text.startsWith('--')) throw new InvalidArgumentError('There is no such option.')
  return text
}
