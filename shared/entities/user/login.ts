import * as v from 'valibot'
import { trigger } from '../trigger.ts'
import { distinctiveFields, phoneIndexItems, profileFields, profileRegisters } from './profile.ts'

/** An agent logged in. CommBox gives no time of it, so it is the time of receipt. */
export const login = trigger({
  schema: v.looseObject(profileFields),
  distinctive: distinctiveFields,
  interpret: (user, payload) => [
    {
      key: user.Id,
      content: payload,
      sets: (at) => ({ ...profileRegisters(user), loggedIn: true, lastLoginAt: at }),
      indexItems: () => phoneIndexItems(user),
    },
  ],
})
