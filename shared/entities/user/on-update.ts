import * as v from 'valibot'
import { trigger } from '../trigger.ts'
import { phoneLinks, profileFields, profileRegisters } from './profile.ts'

/** A user's file was changed. */
export const onUpdate = trigger({
  schema: v.looseObject(profileFields),
  tell: (user, payload) => [
    {
      key: user.Id,
      content: payload,
      sets: () => profileRegisters(user),
      links: () => phoneLinks(user),
    },
  ],
})
