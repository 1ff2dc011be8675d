import { InvalidArgumentError } from 'commander'
import { findByName } from '../../../shared/commbox/names.ts'
import { nearNames } from './near-names.ts'

/** Reads one of several names, without regard to case, blanks and dashes. @throws InvalidArgumentError */
export function oneOf<Name extends string>(known: readonly Name[], text: string): Name {
  const found = findByName(known, text)
  if (found !== undefined) return found
  throw new InvalidArgumentError(choicesText(known, text))
}

/** `Choose one of Open, Resolved. Did you mean Open?` */
export function choicesText(known: readonly string[], text: string): string {
  const near = nearNames(text, known)
  const suggestion = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''
  return `Choose one of ${known.join(', ')}.${suggestion}`
}
