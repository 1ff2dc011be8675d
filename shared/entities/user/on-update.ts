import { profileTrigger } from './profile.ts'

/** A user's details were changed. */
export const onUpdate = profileTrigger()
