import { trigger } from '../trigger.ts'
import { groupSchema, groupTelling } from './change.ts'

/** A group of tags was renamed. */
export const onUpdateGroup = trigger({
  schema: groupSchema,
  tell: (group, payload) => [groupTelling(group, payload, false)],
})
