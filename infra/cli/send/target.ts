import { webhookPath } from '../../../shared/runtime/names.ts'
import {
  type Deployment,
  type DeploymentOptions,
  readDeployment,
  withoutSlash,
} from '../../deployment/outputs-file.ts'
import type { Target } from '../../webhooks/post.ts'
import { readTokenFile, type TokenOptions } from '../arguments/token.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'

type TargetOptions = DeploymentOptions & TokenOptions & { url?: string }

/**
 * Reads the target of a command that posts: `--url`, else the deployment's URL; the token of `--token-file`, else
 * the local stack's (only for its own URL), else COMMBOX_TOKEN.
 *
 * @throws UsageError if there is no token, `--url` is not a URL, or it has a token
 */
export function readTarget(options: TargetOptions, env: Io['env']): Target {
  const given = options.url === undefined ? undefined : readUrl(options.url)
  const deployment = given === undefined ? readDeployment(options, env) : undefined
  const url = given ?? deployment?.webhookUrl ?? ''
  const token =
    readTokenFile(options) ??
    (deployment ?? localDeployment(options, url, env))?.local?.token ??
    env.COMMBOX_TOKEN
  if (!token) throw new UsageError('no token: pass --token-file <file>, or set COMMBOX_TOKEN')
  return { url, token }
}

/** The local stack, if the URL is its own: its token is not sent anywhere else. */
function localDeployment(options: TargetOptions, url: string, env: Io['env']): Deployment | undefined {
  try {
    const deployment = readDeployment(options, env)
    return new URL(deployment.webhookUrl).origin === new URL(url).origin ? deployment : undefined
  } catch {
    return undefined
  }
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--url takes the URL of a deployment, such as https://<host>${webhookPath}`)
  }
  if (url.search + url.username + url.password !== '') {
    throw new UsageError('--url takes no token: it would stay in the history of the shell; use --token-file')
  }
  return withoutSlash(`${url.origin}${url.pathname}`)
}
