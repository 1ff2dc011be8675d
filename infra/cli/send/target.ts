import { webhookPath } from '../../../shared/runtime/names.ts'
import {
  type Deployment,
  type DeploymentOptions,
  readDeployment,
  withoutSlash,
} from '../../deployment/outputs-file.ts'
import type { Target } from '../../webhooks/post.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

/**
 * The target of a command that posts: `--url`, else the deployment's; `--token`, else the token in `--url`,
 * else the local stack's (for the local stack alone), else the environment's COMMBOX_TOKEN.
 */
export function readTarget(options: DeploymentOptions & { url?: string; token?: string }, io: Io): Target {
  const given = options.url === undefined ? undefined : givenUrl(options.url)
  const deployment = given === undefined ? readDeployment(options, io) : undefined
  const url = given?.url ?? deployment?.webhookUrl ?? ''
  const token =
    options.token ??
    given?.token ??
    (deployment ?? localDeployment(options, url, io))?.local?.token ??
    io.env.COMMBOX_TOKEN
  if (!token) throw new UsageError('no token: give --token <token>, or set COMMBOX_TOKEN')
  return { url, token }
}

/** The local stack, where the URL is its own: its token is nobody else's business. */
function localDeployment(options: DeploymentOptions, url: string, io: Io): Deployment | undefined {
  try {
    const deployment = readDeployment(options, io)
    return new URL(deployment.webhookUrl).origin === new URL(url).origin ? deployment : undefined
  } catch {
    return undefined
  }
}

function givenUrl(text: string): { url: string; token?: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--url takes the address of a deployment, such as https://<host>${webhookPath}`)
  }
  const token = url.searchParams.get('token')
  return { url: withoutSlash(`${url.origin}${url.pathname}`), ...(token ? { token } : {}) }
}
