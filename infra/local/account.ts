/** The AWS region and account that the emulators and the functions of the local stack belong to. */
export const region = 'us-east-1'
export const accountId = '000000000000'

/**
 * The only credentials that the S3 emulator accepts; the other emulators accept any. Clients are given them
 * explicitly, so that the SDK never picks up the credentials of this machine.
 */
export const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
