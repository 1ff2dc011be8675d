import { eventTime } from '../../events/draft.ts'
import { profileTrigger } from './profile.ts'

/** An agent logged in. CommBox gives no time of it, so it is the time of receipt. */
export const login = profileTrigger({ loggedIn: true, lastLoginAt: eventTime })
