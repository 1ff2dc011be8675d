import * as v from 'valibot'
import type { JsonObject } from '../commbox/json.ts'
import { elementsOf, id, lookUp, oneOrMany, part, text } from '../commbox/values.ts'
import type { EventDraft, IndexItem } from '../events/event.ts'
import type { Registers } from '../events/register.ts'
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
  more: { fallbacks?: () => Registers; indexItem?: (tagging: Tagging, at: string) => IndexItem } = {},
): EventDraft[] {
  const { fallbacks, indexItem } = more
  const changes = tags?.Tag ?? []
  if (changes.length === 0) return [{ key, content: payload, ...(fallbacks ? { fallbacks } : {}) }]
  const elements = elementsOf(payload.Tags, 'Tag')
  return changes.map(({ Id: tagId, Action, Name: name }, index) => {
    const action = actionOf(Action)
    const tagging = tagId && action ? { tagId, isHeld: action === 'add', name } : undefined
    return {
      key,
      content: elements[index] ?? {},
      attributes: () => ({ tagId, action }),
      sets: () => (tagging ? taggingRegisters(tagging) : {}),
      ...(fallbacks ? { fallbacks } : {}),
      ...(indexItem && tagging ? { indexItems: (at: string) => [indexItem(tagging, at)] } : {}),
    }
  })
}

/** The article shows `Add`; its text says that tags are added or removed. */
function actionOf(action: string | null | undefined): 'add' | 'remove' | undefined {
  const word = action?.trim().toLowerCase() ?? ''
  if (/^add/.test(word)) return 'add'
  return /^(remove|delete)/.test(word) ? 'remove' : undefined
}
