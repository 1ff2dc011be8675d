import type { Subject } from '../subject.ts'

/** What `find` asks about tags. */
export const tagSubjects: readonly Subject[] = [
  {
    name: 'tags',
    description: 'list the tags of a group',
    selectors: [
      {
        flag: '--group <id>',
        description: 'of a group',
        ask: ({ tags }, id, asked) => tags.inGroup(id, asked),
      },
    ],
    columns: ['tagId', 'name', 'type'],
    example: '--group 3377699720528190',
  },
]
