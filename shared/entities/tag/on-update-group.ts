import { trigger } from '../trigger.ts'
import { groupDraft, groupSchema } from './change.ts'

/** A group of tags was renamed. */
export const onUpdateGroup = trigger({
  schema: groupSchema,
  distinctive: [],
  interpret: (group, payload) => [groupDraft(group, payload, false)],
})
