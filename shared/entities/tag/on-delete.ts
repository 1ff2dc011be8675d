import * as v from 'valibot'
import { requiredId } from '../../commbox/values.ts'
import { trigger } from '../trigger.ts'
import { tagDraft } from './change.ts'

/** A tag was deleted. What was known of it stays readable, marked as deleted. */
export const onDelete = trigger({
  schema: v.looseObject({ tagId: requiredId }),
  distinctive: ['tagId'],
  interpret: ({ tagId }, payload) => [tagDraft(tagId, payload, { deleted: true })],
})
