import type { IncomingMessage, ServerResponse } from 'node:http'
import { processIo } from '../cli/terminal/io.ts'
import { databaseOf } from '../deployment/database.ts'
import { type Deployment, readDeployment } from '../deployment/outputs-file.ts'
import type { Answered, Site } from '../local/gateway.ts'
import { splitTarget } from '../local/gateway-event.ts'
import type { LocalStack } from '../local/stack.ts'
import { type Arrivals, openArrivals } from './arrivals.ts'
import { assetAt } from './assets.ts'
import { type Changes, openChanges } from './changes.ts'
import { readForm, replay, sendSamples, wayBackOf } from './forms.ts'
import { answer, answerSeeOther, answerText, problemOf } from './guard.ts'
import { readModel } from './model.ts'
import { page } from './page/page.ts'
import type { Source } from './reading/source.ts'
import { type ConsoleSample, consoleSamples } from './samples.ts'
import { viewOf } from './view.ts'

/** The local console: a page at `/` and what it needs below `/console/`. */
export type Console = {
  /** To hear of every request to the endpoint. */
  arrived(answered: Answered): void
  /** To hear that tables may have changed. */
  changed(): void
  /** Serves a running stack's console on its port. */
  open(stack: LocalStack): void
  /** Ends what is kept open for pages: a stack that closes waits for that. */
  close(): void
}

export function createConsole(): Console {
  const arrivals = openArrivals()
  const changes = openChanges()
  let end = () => {}
  return {
    arrived(answered) {
      arrivals.add(answered)
      changes.tell()
    },
    changed: changes.tell,
    open(stack) {
      const deployment = readDeployment({ outputs: stack.outputsFile }, processIo)
      const client = databaseOf(deployment)
      const { tableName } = deployment
      const parts = {
        stack,
        deployment,
        source: { client, tableName },
        consoleSamples: consoleSamples(),
        arrivals,
        changes,
        notice: '',
      }
      stack.host(siteOf(parts))
      end = () => client.destroy()
    },
    close() {
      changes.close()
      end()
    },
  }
}

type Parts = {
  stack: LocalStack
  deployment: Deployment
  source: Source
  consoleSamples: readonly ConsoleSample[]
  arrivals: Arrivals
  changes: Changes
  /** What came of the last form. */
  notice: string
}

function siteOf(parts: Parts): Site {
  const { host } = new URL(parts.stack.url)
  return (request, response) => {
    const { path, query } = splitTarget(request.url ?? '/')
    if (path !== '/' && !path.startsWith('/console/')) return false
    const problem = problemOf(request, host)
    if (problem) answerText(response, problem)
    else respond(parts, request, response, path, new URLSearchParams(query)).catch(() => failed(response))
    return true
  }
}

async function respond(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const { deployment, source, arrivals, changes } = parts
  const isForm = request.method === 'POST'
  const asset = isForm ? undefined : assetAt(path)
  if (asset) return answer(response, 200, asset.type, asset.content)
  if (path === '/console/changes' && !isForm) return changes.follow(response)
  if (path === '/' && !isForm) {
    const model = await readModel(source, arrivals, viewOf(query), parts.notice)
    return answer(
      response,
      200,
      'text/html; charset=utf-8',
      page(model, parts.consoleSamples, deployment.webhookUrl),
    )
  }
  const act = isForm ? forms[path] : undefined
  if (act === undefined) return answerText(response, { status: 404, text: 'There is no such page.' })
  const form = await readForm(request)
  if (form === undefined) return answerText(response, { status: 413, text: 'The form is too large.' })
  parts.notice = await act(form, parts)
  changes.tell()
  answerSeeOther(response, wayBackOf(form))
}

/** What a form does, by where it is sent; each says what came of it. */
const forms: Readonly<Record<string, (form: URLSearchParams, parts: Parts) => Promise<string>>> = {
  '/console/samples': (form, { consoleSamples: all, deployment, stack }) =>
    sendSamples(form, all, { url: deployment.webhookUrl, token: stack.token }),
  '/console/replay': (form, { deployment }) => replay(form, deployment),
}

/** Without the error: the page is of strangers' data. */
function failed(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else answerText(response, { status: 500, text: 'The page cannot be made: the tables do not answer.' })
}
