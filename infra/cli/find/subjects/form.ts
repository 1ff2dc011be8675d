import { ofConversationDayAndMonth, type Subject } from '../subject.ts'

/** What `find` asks about forms. */
export const formSubjects: readonly Subject[] = [
  {
    name: 'forms',
    description: 'query forms by conversation, day or month',
    selectors: ofConversationDayAndMonth(({ forms }) => forms),
    columns: ['occurredAt', 'objectId', 'formUrl', 'properties'],
    example: '--day 2026-11-24',
  },
]
