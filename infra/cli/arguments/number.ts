import { InvalidArgumentError } from 'commander'

/** Returns a reader of whole numbers within bounds, both included. */
export function readWhole(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`)
  }
}

/** Reads a share between 0 and 1. */
export function readShare(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= 1) return number
  throw new InvalidArgumentError('Write a share between 0 and 1.')
}
