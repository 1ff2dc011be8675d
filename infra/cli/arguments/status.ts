import { InvalidArgumentError } from 'commander'
import { objectStatuses } from '../../../shared/commbox/enums.ts'
import { findByName } from '../../../shared/commbox/names.ts'
import { choicesText } from './one-of.ts'

/** Reads a status by its number, of which CommBox can have more than are known here, or by its name. */
export function readStatus(text: string): string {
  if (/^\d+$/.test(text)) return text
  const names = Object.values(objectStatuses)
  const [id] = Object.entries(objectStatuses).find(([, name]) => findByName([name], text)) ?? []
  if (id !== undefined) return id
  throw new InvalidArgumentError(`${choicesText(names, text)} A number is allowed, too.`)
}
