import * as v from 'valibot'
import type { JsonObject } from '../commbox/json.ts'
import { id, lookUp, oneOrMany, part, text } from '../commbox/values.ts'
import type { EventDraft, IndexItem, Registers } from '../events/draft.ts'
import { elementsIn, wholePayload } from './elements.ts'
import { type Tagging, taggingRegisters } from './tagging.ts'

const changeSchema = v.looseObject({ Id: id, Action: text, Name: lookUp })

/** The part of a payload that OnUpdateTag of conversations and of users have in common. */
export const tagsFields = { Tags: part(v.looseObject({ Tag: oneOrMany(changeSchema) }), 'Tag') }

type Tags = { Tag?: v.InferOutput<typeof changeSchema>[] | undefined } | undefined

/** The drafts of a payload with changes of tags: one for each tag. */
export function tagChangeDrafts(
  key: string,
  tags: Tags,
  payload: JsonObject,
  more: { context?: Registers; indexItem?: (tagging: Tagging) => IndexItem } = {},
): EventDraft[] {
  const { context, indexItem } = more
  const around = { key, ...(context ? { context } : {}) }
  const changes = tags?.Tag ?? []
  if (changes.length === 0) {
    return [{ ...around, ...wholePayload(payload) }]
  }
  return elementsIn(payload, 'Tags', 'Tag').map((element, place) => {
    const { Id: tagId, Action, Name: name } = changes[place] ?? {}
    const action = actionOf(Action)
    const tagging = tagId && action ? { tagId, isHeld: action === 'add', name } : undefined
    return {
      ...around,
      ...element,
      attributes: { tagId, action },
      ...(tagging ? { sets: taggingRegisters(tagging) } : {}),
      ...(indexItem && tagging ? { indexItems: [indexItem(tagging)] } : {}),
    }
  })
}

/** The article shows `Add`; its text says that tags are added or removed. */
function actionOf(action: string | null | undefined): 'add' | 'remove' | undefined {
  const word = action?.trim().toLowerCase() ?? ''
  if (/^add/.test(word)) return 'add'
  return /^(remove|delete)/.test(word) ? 'remove' : undefined
}
