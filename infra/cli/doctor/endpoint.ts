import { systemCode } from '../../deployment/errors.ts'
import { bad, type CheckResult, good, unknown } from './check-result.ts'

/** Checks that the URL answers, refuses a request without a token, and accepts this token. */
export async function checkEndpoint(url: string, token: string | undefined): Promise<CheckResult[]> {
  const withoutToken = await statusOf(url)
  if (typeof withoutToken === 'string') {
    return [
      bad(
        'URL',
        `nothing answers at ${url} (${withoutToken})`,
        'check that this stack is deployed, or that npm start is running',
      ),
    ]
  }
  if (withoutToken >= 500 || withoutToken === 404) {
    return [
      bad(
        'URL',
        `it answers ${withoutToken}`,
        'look at the ingest function in the AWS console; deploy again',
      ),
    ]
  }
  const first =
    withoutToken === 200
      ? bad(
          'URL',
          'it accepts requests without a token',
          'check the URL: this is not a receiver of this project, or something answers in its place',
        )
      : good('URL', 'it answers, and refuses requests without a token')
  if (token === undefined)
    return [first, unknown('token', 'none to check', 'pass --token-file, or set COMMBOX_TOKEN')]
  const withToken = await statusOf(`${url}?token=${encodeURIComponent(token)}`)
  if (withToken === 200) return [first, good('token', 'it is accepted')]
  const advice =
    withToken === 403
      ? 'this machine is not in the stage’s source networks; CommBox’s addresses may be'
      : 'compare it with the hash in infra/stages.ts; npm run commbox -- token makes a new one'
  return [first, bad('token', `it is refused (${withToken})`, advice)]
}

async function statusOf(url: string): Promise<number | string> {
  try {
    const { status } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(15_000) })
    return status
  } catch (error) {
    return systemCode(error) ?? (error instanceof Error ? error.name : 'unreachable')
  }
}
