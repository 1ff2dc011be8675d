import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import { type ReadClient, readClient } from '../../shared/client/client.ts'
import { UnexpectedItemError } from '../../shared/client/item.ts'
import { databaseOf } from '../deployment/database.ts'
import type { FunctionLog } from '../deployment/function-log.ts'
import { localLog } from '../deployment/local-log.ts'
import { type Deployment, readDeployment } from '../deployment/outputs-file.ts'
import type { Answered, Site } from '../local/gateway.ts'
import { splitTarget } from '../local/gateway-event.ts'
import { type Arrivals, openArrivals } from './arrivals.ts'
import { assetAt } from './assets.ts'
import { type Changes, openChanges } from './changes.ts'
import { readForm, replay, returnAddressOf, sendSamples } from './forms.ts'
import { answer, answerSeeOther, answerText, problemOf } from './guard.ts'
import { readModel } from './model.ts'
import { page } from './page/page.ts'
import { type ConsoleSample, consoleSamples } from './samples.ts'
import { viewOf } from './view.ts'

/** The local console: a page at `/`, and the files and forms of that page below `/console/`. */
export type Console = {
  /** Takes note of a request to the webhook URL. */
  arrived(answered: Answered): void
  /** Takes note that tables may have changed. */
  changed(): void
  /** Opens the tables of a deployment. Returns the site to serve. @throws CommandError if its outputs file is broken */
  open(deployment: ServedDeployment): Site
  /** Ends the streams to open pages, which would delay the stop of a server, and closes the tables. */
  close(): void
}

/** The deployment that a console shows. */
export type ServedDeployment = {
  outputsFile: string
  /** Where the console is served: `http://127.0.0.1:<port>`. */
  url: string
  /** The token to send samples with. */
  token: string
}

/** Creates a console that takes note of requests at once, and can be opened when the deployment is ready. */
export function createConsole(): Console {
  const arrivals = openArrivals()
  const changes = openChanges()
  let closeTables = () => {}
  return {
    arrived(answered) {
      arrivals.add(answered)
      changes.notify()
    },
    changed: changes.notify,
    open({ outputsFile, url, token }) {
      const deployment = readDeployment({ outputs: outputsFile }, process.env)
      const dynamoDb = databaseOf(deployment)
      closeTables = () => dynamoDb.destroy()
      const { tableName, defaultCountryCode, statesExpire } = deployment
      const client = readClient({ dynamoDb, tableName, defaultCountryCode, statesExpire })
      const parts = {
        client,
        deployment,
        token,
        log: localLog(dirname(outputsFile)),
        consoleSamples: consoleSamples(),
        arrivals,
        changes,
        notice: '',
      }
      return siteOf(parts, new URL(url).host)
    },
    close() {
      changes.close()
      closeTables()
    },
  }
}

type Parts = {
  client: ReadClient
  deployment: Deployment
  token: string
  log: FunctionLog
  consoleSamples: readonly ConsoleSample[]
  arrivals: Arrivals
  changes: Changes
  /** The result of the last form that was sent. */
  notice: string
}

function siteOf(parts: Parts, host: string): Site {
  return (request, response) => {
    const { path, query } = splitTarget(request.url ?? '/')
    if (path !== '/' && !path.startsWith('/console/')) return false
    const problem = problemOf(request, host)
    if (problem) answerText(response, problem)
    else {
      respond(parts, request, response, path, new URLSearchParams(query)).catch((error: unknown) =>
        fail(response, error),
      )
    }
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
  const { client, deployment, arrivals, changes } = parts
  const isForm = request.method === 'POST'
  const asset = isForm ? undefined : assetAt(path)
  if (asset) return answer(response, 200, asset.type, asset.content)
  if (path === '/console/changes' && !isForm) return changes.follow(response)
  if (path === '/' && !isForm) {
    const model = await readModel(client, arrivals, viewOf(query), parts.notice, parts.log)
    const html = page(model, parts.consoleSamples, deployment.webhookUrl)
    return answer(response, 200, 'text/html; charset=utf-8', html)
  }
  const act = isForm ? forms[path] : undefined
  if (act === undefined) return answerText(response, { status: 404, text: 'Page not found.' })
  const form = await readForm(request)
  if (form === undefined) return answerText(response, { status: 413, text: 'The form is too large.' })
  parts.notice = await act(form, parts)
  changes.notify()
  answerSeeOther(response, returnAddressOf(form))
}

/** The action of each form, by the path that it is sent to. Each returns its result in words. */
const forms: Readonly<Record<string, (form: URLSearchParams, parts: Parts) => Promise<string>>> = {
  '/console/samples': (form, { consoleSamples: all, deployment, token }) =>
    sendSamples(form, all, { url: deployment.webhookUrl, token }),
  '/console/replay': (form, { deployment }) => replay(form, deployment),
}

/** Answers with a text of our own: the message of an error may quote what a customer wrote. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy()
  else
    answerText(response, { status: 500, text: error instanceof UnexpectedItemError ? olderTables : noTables })
}

const noTables = 'The page cannot be shown: the tables do not answer. Start the local stack again.'
const olderTables =
  'The page cannot be shown: the tables hold items of another version. ' +
  'Start with empty ones: npm start -- --fresh deletes what is in them.'
