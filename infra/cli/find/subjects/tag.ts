import type { Subject } from '../subject.ts'
import { everyTag } from './lists.ts'

/** What `find` asks about tags. */
export const tagSubjects: readonly Subject[] = [
  {
    name: 'tags',
    description: 'list the tags, of a group or all',
    selectors: [
      {
        flag: '--group <id>',
        description: 'of a group',
        ask: ({ tags }, id, asked) => tags.inGroup(id, asked),
      },
    ],
    every: everyTag,
    columns: ['tagId', 'name', 'groupId', 'type'],
    example: '--group 3377699720528190',
  },
]
