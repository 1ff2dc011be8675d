import { randomBytes } from 'node:crypto'

/** The AWS region and account that the emulators and the functions of the local stack belong to. */
export const region = 'us-east-1'
export const accountId = '000000000000'

/** Keys that sign requests to AWS. */
export type AccessKey = { accessKeyId: string; secretAccessKey: string }

/** Makes an access key that nobody can guess, in the form of AWS's own. */
export function newAccessKey(): AccessKey {
  return {
    accessKeyId: `LOCAL${randomBytes(10).toString('hex').slice(0, 15).toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  }
}

/**
 * The access key of this start. The emulators accept no other. Clients are given it explicitly, so that the SDK never
 * picks up the credentials of this machine.
 */
export const credentials = newAccessKey()
