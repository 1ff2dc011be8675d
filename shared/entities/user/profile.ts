import * as v from 'valibot'
import { lookUp, map, requiredId, text } from '../../commbox/values.ts'
import type { EventDraft, Registers } from '../../events/draft.ts'
import { contactFields, contactsOf } from '../contacts.ts'
import { wholePayload } from '../elements.ts'
import { type Trigger, trigger } from '../trigger.ts'

/** A user's details, the same in every trigger of a user. CommBox calls customers users as well as agents. */
const profileFields = {
  Id: requiredId,
  ...contactFields,
  /** What an agent typed in; the user's id is `Id`. */
  UniqueID: lookUp,
  FirstName: lookUp,
  LastName: lookUp,
  Locale: text,
  Remarks: text,
  Content: map,
}

/** Those of its fields that no conversation has. */
export const distinctiveFields = ['UniqueID', 'FirstName', 'LastName']

/** A trigger whose payload is a user's details. @param more what it says besides */
export function profileTrigger(more: Registers = {}): Trigger {
  return trigger({
    schema: v.looseObject(profileFields),
    distinctive: distinctiveFields,
    interpret: (user, payload): EventDraft[] => [
      {
        key: user.Id,
        ...wholePayload(payload),
        sets: {
          phone1: user.Phone1,
          phone2: user.Phone2,
          uniqueId: user.UniqueID,
          email: user.Email,
          firstName: user.FirstName,
          lastName: user.LastName,
          locale: user.Locale,
          remarks: user.Remarks,
          content: user.Content,
          ...more,
        },
        contacts: contactsOf(user),
      },
    ],
  })
}
