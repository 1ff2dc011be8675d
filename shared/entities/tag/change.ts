import * as v from 'valibot'
import type { JsonObject } from '../../commbox/json.ts'
import { boolean, id, lookUp, map, requiredId, text } from '../../commbox/values.ts'
import type { EventDraft, Registers } from '../../events/draft.ts'
import { wholePayload } from '../elements.ts'

/** The fields of OnAdd and OnUpdate of a tag. */
export const tagSchema = v.looseObject({
  tagId: requiredId,
  groupId: id,
  name: lookUp,
  isObject: boolean,
  isUser: boolean,
  type: text,
  unit: text,
  unitValidationType: text,
  unitValidation: map,
  defaultValue: text,
})
type Tag = v.InferOutput<typeof tagSchema>

/** The fields of OnAddGroup, OnUpdateGroup and OnDeleteGroup. */
export const groupSchema = v.looseObject({ groupId: requiredId, name: lookUp })
type Group = v.InferOutput<typeof groupSchema>

export function tagDraft(tagId: string, payload: JsonObject, registers: Registers): EventDraft {
  return { key: `tag#${tagId}`, ...wholePayload(payload), sets: { tagId, ...registers } }
}

export function tagRegisters(tag: Tag): Registers {
  return {
    groupId: tag.groupId,
    name: tag.name,
    typeId: tag.type,
    isObject: tag.isObject,
    isUser: tag.isUser,
    unit: tag.unit,
    unitValidationType: tag.unitValidationType,
    unitValidation: tag.unitValidation,
    defaultValue: tag.defaultValue,
    deleted: false,
  }
}

export function groupDraft({ groupId, name }: Group, payload: JsonObject, deleted: boolean): EventDraft {
  return { key: `group#${groupId}`, ...wholePayload(payload), sets: { groupId, name, deleted } }
}
