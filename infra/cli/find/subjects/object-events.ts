import type { Subject } from '../subject.ts'

/** What `find` asks about what happened in conversations. */
export const eventSubjects: readonly Subject[] = [
  {
    name: 'events',
    description: 'list everything that happened in a conversation',
    selectors: [
      {
        flag: '--conversation <id>',
        description: 'of a conversation',
        ask: ({ conversations }, id, asked) => conversations.events(id, asked),
      },
    ],
    columns: ['occurredAt', 'trigger', 'activity', 'from', 'actorId', 'status', 'text'],
    hasSpan: true,
    example: '--conversation 3377699720568713 --order newest --limit 5',
  },
  {
    name: 'actions',
    description: 'list what an agent did',
    selectors: [
      {
        flag: '--agent <id>',
        description: 'of an agent',
        ask: ({ conversations }, id, asked) => conversations.actionsOf(id, asked),
      },
    ],
    columns: ['occurredAt', 'objectId', 'trigger', 'activity'],
    hasSpan: true,
    example: '--agent 23571562 --from 2024-06-09 --to 2024-06-09',
  },
]
