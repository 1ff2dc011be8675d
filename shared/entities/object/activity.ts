import * as v from 'valibot'
import { activityTypes, nameOf } from '../../commbox/enums.ts'
import { id, part, time } from '../../commbox/values.ts'
import type { Attributes, EventDraft } from '../../events/draft.ts'
import { activityData, type Meaning, meanings } from './activity-meanings.ts'

export const activitySchema = v.looseObject({
  Id: id,
  Type: id,
  CreateDate: time,
  /** Who did it; 0 is the system. */
  User: part(v.looseObject({ Id: id })),
  Data: part(activityData),
})
export type Activity = v.InferOutput<typeof activitySchema>

/** What an activity says, beside when and by what id. */
export function activityDraft(
  activity: Activity,
  streamId: string | null | undefined,
): Meaning & Pick<EventDraft, 'drift'> {
  const { Type, Id, User, Data } = activity
  const name = Type ? nameOf(activityTypes, Type) : undefined
  const meaning = meanings[name ?? '']?.(Data ?? {}, streamId) ?? {}
  const type = Number(Type ?? Number.NaN)
  const attributes: Attributes = {
    ...meaning.attributes,
    activityId: Id,
    activityType: Number.isSafeInteger(type) ? type : undefined,
    activity: name,
    actorId: User?.Id,
  }
  const isKnown = !Type || Object.hasOwn(activityTypes, Type)
  return { ...meaning, attributes, ...(isKnown ? {} : { drift: 'unknown-activity-type' }) }
}
