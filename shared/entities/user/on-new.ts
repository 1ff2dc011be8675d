import { profileTrigger } from './profile.ts'

/** A user was created. */
export const onNew = profileTrigger()
