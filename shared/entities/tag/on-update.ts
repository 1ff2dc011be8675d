import { trigger } from '../trigger.ts'
import { tagRegisters, tagSchema, tagTelling } from './change.ts'

/** A tag was changed in the organisation's settings. An update after a deletion means that the tag is there. */
export const onUpdate = trigger({
  schema: tagSchema,
  tell: (tag, payload) => [tagTelling(tag.tagId, payload, tagRegisters(tag))],
})
