import { trigger } from '../trigger.ts'
import { groupDraft, groupSchema } from './change.ts'

/** A group of tags was deleted. In CommBox's article this payload alone has no `eventName`, only the group's id. */
export const onDeleteGroup = trigger({
  schema: groupSchema,
  distinctive: [],
  isCertain: (payload) =>
    'groupId' in payload && !['eventName', 'tagId', 'name'].some((name) => name in payload),
  interpret: (group, payload) => [groupDraft(group, payload, true)],
})
