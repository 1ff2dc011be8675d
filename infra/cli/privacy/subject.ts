import type { Command } from 'commander'
import { readId } from '../../../shared/commbox/id.ts'
import { emailKey, phoneKey } from '../../../shared/commbox/index-keys.ts'
import { UsageError } from '../errors.ts'
import type { PersonQuery } from './person.ts'

/** Who or what is asked for, as the options have it. */
export type SubjectOptions = {
  user?: string[]
  phone?: string[]
  email?: string[]
  uniqueId?: string[]
  conversation?: string[]
  /** False with `--no-scan`. */
  scan: boolean
}

/** Adds the options that say who or what is asked for. */
export function withSubject(command: Command): Command {
  const several = (text: string, before: string[] = []) => [...before, text]
  return command
    .option('--user <id>', "a person, by CommBox's id of the user (repeatable)", several)
    .option('--phone <number>', 'by a phone number, as people write it', several)
    .option('--email <address>', 'by an e-mail address', several)
    .option('--unique-id <id>', 'by what an agent entered as unique id', several)
    .option('--conversation <id>', 'a conversation instead of a person', several)
    .option('--no-scan', 'read only what the indexes name, and not everything')
}

/** Who or what is asked for: a person, or conversations. */
export type Query = { person: PersonQuery } | { objectIds: string[] }

/** @throws UsageError if nobody is asked for, a person and a conversation are, or what is passed can name nobody */
export function readQuery(options: SubjectOptions): Query {
  const { user = [], phone = [], email = [], uniqueId = [], conversation = [] } = options
  const isPerson = [user, phone, email, uniqueId].some((texts) => texts.length > 0)
  if (isPerson === conversation.length > 0)
    throw new UsageError('pass --user, --phone, --email or --unique-id, or else --conversation')
  if (!isPerson) return { objectIds: conversation.map(idIn) }
  return {
    person: {
      userIds: user.map(idIn),
      phones: phone.map((text) => nameable(text, phoneKey(text), 'a phone number has a digit other than 0')),
      emails: email.map((text) => nameable(text, emailKey(text), 'an e-mail address is not blank')),
      uniqueIds: uniqueId.map((text) => nameable(text.trim(), emailKey(text), 'a unique id is not blank')),
    },
  }
}

/** What can name nobody would find nothing, as if nothing were stored. */
function nameable(text: string, key: string | undefined, what: string): string {
  if (key === undefined) throw new UsageError(what)
  return text
}

function idIn(text: string): string {
  const id = readId(text)
  if (!id) throw new UsageError('an id is made of digits')
  return id
}
