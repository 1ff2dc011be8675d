import { systemCode } from '../errors.ts'
import { bad, type CheckResult, good, unknown } from './check-result.ts'

const timeoutSeconds = 15

/** Asks the URL whether it is there, lets nobody in without a token, and lets this token in. */
export async function endpointFindings(url: string, token: string | undefined): Promise<CheckResult[]> {
  const stranger = await statusOf(url)
  if (typeof stranger === 'string') {
    return [
      bad(
        'URL',
        `nothing answers at ${url} (${stranger})`,
        'is it the URL of a stack that is deployed, or npm start of one that runs?',
      ),
    ]
  }
  if (stranger >= 500 || stranger === 404) {
    return [
      bad('URL', `it answers ${stranger}`, 'look at the ingest function in the AWS console; deploy again'),
    ]
  }
  const found: CheckResult[] = [
    stranger === 200
      ? bad(
          'URL',
          'it lets in whoever has no token',
          'this is no receiver of this project, or something answers in its place',
        )
      : good('URL', 'it answers, and lets nobody in without a token'),
  ]
  if (token === undefined)
    return [...found, unknown('token', 'none to try', 'give --token, or set COMMBOX_TOKEN')]
  const known = await statusOf(`${url}?token=${encodeURIComponent(token)}`)
  if (known === 200) return [...found, good('token', 'it is let in')]
  const advice =
    known === 403
      ? 'this machine is not among the stage’s source networks: CommBox may be let in all the same'
      : 'compare with the hash in infra/stages.ts; npm run commbox -- token makes a new one'
  return [...found, bad('token', `it is refused (${known})`, advice)]
}

async function statusOf(url: string): Promise<number | string> {
  try {
    const { status } = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    })
    return status
  } catch (error) {
    return systemCode(error) ?? (error instanceof Error ? error.name : 'unreachable')
  }
}
