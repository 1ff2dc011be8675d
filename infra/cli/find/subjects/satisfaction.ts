import { ofConversationDayAndMonth, type Subject } from '../subject.ts'

/** What `find` asks about satisfaction scores. */
export const satisfactionSubjects: readonly Subject[] = [
  {
    name: 'scores',
    description: 'query satisfaction scores by conversation, day or month',
    selectors: ofConversationDayAndMonth(({ satisfaction }) => satisfaction),
    columns: ['occurredAt', 'objectId', 'score', 'description'],
    example: '--month 2026-11',
  },
]
