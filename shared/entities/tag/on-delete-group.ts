import { trigger } from '../trigger.ts'
import { groupDraft, groupSchema } from './change.ts'

/** A group of tags was deleted. It is the only payload of CommBox's article without an `eventName`: it has only the group's id. */
export const onDeleteGroup = trigger({
  schema: groupSchema,
  distinctive: [],
  isCertain: (payload) =>
    'groupId' in payload && !['eventName', 'tagId', 'name'].some((name) => name in payload),
  interpret: (group, payload) => [groupDraft(group, payload, true)],
})
