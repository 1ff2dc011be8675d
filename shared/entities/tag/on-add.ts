import { trigger } from '../trigger.ts'
import { tagDraft, tagRegisters, tagSchema } from './change.ts'

/** A tag was added in the organisation's settings. */
export const onAdd = trigger({
  schema: tagSchema,
  distinctive: ['tagId'],
  interpret: (tag, payload) => [tagDraft(tag.tagId, payload, tagRegisters(tag))],
})
