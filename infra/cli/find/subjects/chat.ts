import type { Subject } from '../subject.ts'

/** What `find` asks about chat exits. */
export const chatSubjects: readonly Subject[] = [
  {
    name: 'exits',
    description: 'query chat exits by conversation or user',
    selectors: [
      {
        flag: '--conversation <id>',
        description: 'of a conversation',
        ask: ({ chats }, id, asked) => chats.ofConversation(id, asked),
      },
      {
        flag: '--user <id>',
        description: 'of a user, newest first',
        ask: ({ chats }, id, asked) => chats.ofUser(id, asked),
      },
    ],
    columns: ['occurredAt', 'objectId', 'userId'],
    example: '--user 3377699720575717',
  },
]
