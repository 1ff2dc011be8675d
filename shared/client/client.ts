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
 * Reads the tables: every question is one request to DynamoDB, and every answer has types. Lists come in pages,
 * each with the cursor of the next.
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
