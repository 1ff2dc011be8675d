import * as v from 'valibot'
import { trigger } from '../trigger.ts'
import { distinctiveFields, phoneIndexItems, profileFields, profileRegisters } from './profile.ts'

/** A user's file was changed. */
export const onUpdate = trigger({
  schema: v.looseObject(profileFields),
  distinctive: distinctiveFields,
  interpret: (user, payload) => [
    {
      key: user.Id,
      content: payload,
      sets: () => profileRegisters(user),
      indexItems: () => phoneIndexItems(user),
    },
  ],
})
