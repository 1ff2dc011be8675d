import { fromEnv } from '@aws-sdk/credential-provider-env'
import { fromHttp } from '@aws-sdk/credential-provider-http'
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core'
import { chain } from '@smithy/core/config'

type Options = NonNullable<Parameters<typeof fromEnv>[0]> & NonNullable<Parameters<typeof fromHttp>[0]>

/**
 * Replaces the SDK's credential chain in a bundle. Tries the environment, which has the keys of a Lambda function's
 * role, then the container's credential endpoint, which SnapStart uses. It does not look for profiles, single
 * sign-on or EC2 metadata.
 */
export function defaultProvider(options: Options = {}) {
  const provider = chain(fromEnv(options), async () => fromHttp(options)())
  return memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh)
}
