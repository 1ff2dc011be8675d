import type { TableDefinition } from '../../dynamodb/table.ts'

/**
 * Tags and tag groups of the organisation's settings, by `tag#<id>` or `group#<id>`.
 * A tag that is in a group and not deleted has `memberOf`, the group's id.
 */
export const tagTable = {
  partitionKey: 'tagKey',
  indexes: {
    byGroup: { partitionKey: 'memberOf', sortKey: 'tagId', include: ['name', 'typeId', 'type'] },
  },
} as const satisfies TableDefinition
