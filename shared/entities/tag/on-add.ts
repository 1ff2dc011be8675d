import { trigger } from '../trigger.ts'
import { tagRegisters, tagSchema, tagTelling } from './change.ts'

/** A tag was added in the organisation's settings. */
export const onAdd = trigger({
  schema: tagSchema,
  tell: (tag, payload) => [tagTelling(tag.tagId, payload, tagRegisters(tag))],
})
