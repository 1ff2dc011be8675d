import type { Entity } from '../commbox/names.ts'
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
 * Creates a client that reads the tables. Every question is one request to DynamoDB, unless it says that it is a Scan,
 * and every answer is typed. Lists come in pages, each with the cursor of the next. Ids are found in any spelling:
 * `00123` as `123`.
 */
export function readClient(source: Source) {
  const of = questionsOfEntities(source)
  return {
    conversations: of.Object,
    users: of.User,
    satisfaction: of.Satisfaction,
    tags: of.Tag,
    forms: of.Form,
    chats: of.Chat,
    quarantine: quarantine(source),
    timeline: timeline(source),
    ...bodies(source),
  }
}
export type ReadClient = ReturnType<typeof readClient>

/** The questions about the things of each entity. */
function questionsOfEntities(source: Source) {
  return {
    Object: conversations(source),
    User: users(source),
    Satisfaction: satisfaction(source),
    Tag: tags(source),
    Form: forms(source),
    Chat: chats(source),
  } satisfies Record<Entity, object>
}
