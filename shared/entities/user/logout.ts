import * as v from 'valibot'
import { trigger } from '../trigger.ts'
import { distinctiveFields, phoneIndexItems, profileFields, profileRegisters } from './profile.ts'

/** An agent logged out. CommBox gives no time of it, so it is the time of receipt. */
export const logout = trigger({
  schema: v.looseObject(profileFields),
  distinctive: distinctiveFields,
  interpret: (user, payload) => [
    {
      key: user.Id,
      content: payload,
      sets: (at) => ({ ...profileRegisters(user), loggedIn: false, lastLogoutAt: at }),
      indexItems: () => phoneIndexItems(user),
    },
  ],
})
