import * as v from 'valibot'
import { lookUp, map, requiredId, text } from '../../commbox/values.ts'
import type { EventDraft, IndexItem, Registers } from '../../events/draft.ts'
import { wholePayload } from '../elements.ts'
import { type Trigger, trigger } from '../trigger.ts'

/** A user's details, the same in every trigger of a user. CommBox calls customers users as well as agents. */
const profileFields = {
  Id: requiredId,
  Phone1: lookUp,
  Phone2: lookUp,
  /** What an agent typed in; the user's id is `Id`. */
  UniqueID: lookUp,
  Email: lookUp,
  FirstName: lookUp,
  LastName: lookUp,
  Locale: text,
  Remarks: text,
  Content: map,
}

/** Those of its fields that no conversation has. */
export const distinctiveFields = ['UniqueID', 'FirstName', 'LastName']

type Profile = { [Field in keyof typeof profileFields]?: v.InferOutput<(typeof profileFields)[Field]> }

/** A trigger whose payload is a user's details. @param more what it says besides */
export function profileTrigger(more: Registers = {}): Trigger {
  return trigger({
    schema: v.looseObject(profileFields),
    distinctive: distinctiveFields,
    interpret: (user, payload): EventDraft[] => [
      {
        key: user.Id,
        ...wholePayload(payload),
        sets: { ...profileRegisters(user), ...more },
        indexItems: phoneIndexItems(user),
      },
    ],
  })
}

function profileRegisters(profile: Profile): Registers {
  return {
    phone1: profile.Phone1,
    phone2: profile.Phone2,
    uniqueId: profile.UniqueID,
    email: profile.Email,
    firstName: profile.FirstName,
    lastName: profile.LastName,
    locale: profile.Locale,
    remarks: profile.Remarks,
    content: profile.Content,
  }
}

/**
 * The item by which the index `byPhone` finds a user's second number; the state item holds the first.
 * It has the details as they were when this number was sent.
 */
function phoneIndexItems(profile: Profile): IndexItem[] {
  if (profile.Phone2 === undefined) return []
  const { firstName, lastName, phone1, phone2, locale } = profileRegisters(profile)
  // Without the e-mail and the unique id, which would put it into their indexes as well.
  const details = { phone: phone2, firstName, lastName, phone1, phone2, locale }
  return [{ record: 'phone#2', attributes: phone2 ? details : {} }]
}
