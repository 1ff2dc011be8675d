import { bodies } from './bodies.ts'
import { chats } from './chats.ts'
import { conversations } from './conversations.ts'
import { forms } from './forms.ts'
import { quarantine } from './quarantine.ts'
import { satisfaction } from './satisfaction.ts'
import type { Source } from './source.ts'
import { tags } from './tags.ts'
import { timeline } from './timeline.ts'
import { users } from './users.ts'

/**
 * Creates a client that reads the tables. Every question is one request to DynamoDB, and every answer is typed. Lists
 * come in pages, each with the cursor of the next. Ids are found in any spelling: `00123` as `123`.
 */
export function readClient(source: Source) {
  return {
    conversations: conversations(source),
    users: users(source),
    satisfaction: satisfaction(source),
    tags: tags(source),
    forms: forms(source),
    chats: chats(source),
    quarantine: quarantine(source),
    timeline: timeline(source),
    ...bodies(source),
  }
}
export type ReadClient = ReturnType<typeof readClient>
