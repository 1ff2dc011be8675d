import { fromEnv } from '@aws-sdk/credential-provider-env'
import { fromHttp } from '@aws-sdk/credential-provider-http'
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core'
import { chain } from '@smithy/core/config'

type Options = NonNullable<Parameters<typeof fromEnv>[0]> & NonNullable<Parameters<typeof fromHttp>[0]>

/**
 * Stands in a bundle for the SDK's search for credentials. A Lambda function has its role's keys in its environment,
 * and after a SnapStart at an address of its container: these are asked in this order. People's profiles, single
 * sign-on and the metadata of EC2 are not looked for.
 */
export function defaultProvider(options: Options = {}) {
  const provider = chain(fromEnv(options), async () => fromHttp(options)())
  return memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh)
}
