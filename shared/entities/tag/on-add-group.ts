import { trigger } from '../trigger.ts'
import { groupSchema, groupTelling } from './change.ts'

/** A group of tags was added. */
export const onAddGroup = trigger({
  schema: groupSchema,
  tell: (group, payload) => [groupTelling(group, payload, false)],
})
