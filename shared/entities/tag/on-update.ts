import { trigger } from '../trigger.ts'
import { tagDraft, tagRegisters, tagSchema } from './change.ts'

/** A tag was changed in the organisation's settings. An update after a deletion means that the tag is there. */
export const onUpdate = trigger({
  schema: tagSchema,
  distinctive: ['tagId'],
  interpret: (tag, payload) => [tagDraft(tag.tagId, payload, tagRegisters(tag))],
})
