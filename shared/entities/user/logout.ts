import { eventTime } from '../../events/draft.ts'
import { profileTrigger } from './profile.ts'

/** An agent logged out. CommBox gives no time of it, so it is the time of receipt. */
export const logout = profileTrigger({ loggedIn: false, lastLogoutAt: eventTime })
