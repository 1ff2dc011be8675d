import { InvalidArgumentError } from 'commander'

/** A reader of whole numbers within bounds. */
export function readWhole(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`)
  }
}
