import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type ReadClient, readClient } from '../../shared/client/client.ts'
import { UnexpectedItemError } from '../../shared/client/item.ts'
import { explainAwsError } from '../deployment/aws-error.ts'
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
import { type Lists, readLists, readModel } from './model.ts'
import { page } from './page/page.ts'
import { type ConsoleSample, consoleSamples } from './samples.ts'
import { viewOf } from './view.ts'

/** The console of the local stack: a page at `/`, and the files and forms of that page below `/console/`. */
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
      const client = clientOf(deployment, dynamoDb)
      const log = localLog(dirname(outputsFile))
      const write = { token, consoleSamples: consoleSamples() }
      const parts = { client, deployment, write, log, arrivals, changes, notice: '' }
      return siteOf({ ...parts, lists: () => readLists(client) }, new URL(url).host)
    },
    close() {
      changes.close()
      closeTables()
    },
  }
}

/** How long a page of a deployed stack shows the lists that were read before, in milliseconds. */
const listsLast = 5 * 60_000

/**
 * Opens the console of a deployed stack, which only reads its tables: it posts no samples and replays nothing.
 *
 * @param url where it is served: `http://127.0.0.1:<port>`
 */
export function openReadOnly(deployment: Deployment, dynamoDb: DynamoDBClient, url: string): Site {
  const client = clientOf(deployment, dynamoDb)
  let read: { at: number; lists: Promise<Lists> } | undefined
  const lists = () => {
    if (read === undefined || performance.now() - read.at > listsLast)
      read = { at: performance.now(), lists: readLists(client) }
    const { lists } = read
    lists.catch(() => {
      read = undefined
    })
    return lists
  }
  // The queries of CloudWatch Logs that would count drift are charged by the size of the logs.
  const log = { driftSince: async () => new Map<string, number>() }
  const [arrivals, changes] = [openArrivals(), openChanges()]
  return siteOf({ client, deployment, log, lists, arrivals, changes, notice: '' }, new URL(url).host)
}

function clientOf(
  { tableName, defaultCountryCode, statesExpire }: Deployment,
  dynamoDb: DynamoDBClient,
): ReadClient {
  return readClient({ dynamoDb, tableName, defaultCountryCode, statesExpire })
}

type Parts = {
  client: ReadClient
  deployment: Deployment
  /** What forms send and replay with; absent from a read-only console. */
  write?: { token: string; consoleSamples: readonly ConsoleSample[] }
  log: Pick<FunctionLog, 'driftSince'>
  lists: () => Promise<Lists>
  arrivals: Arrivals
  changes: Changes
  /** The result of the last form that was sent. */
  notice: string
}

function siteOf(parts: Parts, host: string): Site {
  return (request, response) => {
    const { path, query } = splitTarget(request.url ?? '/')
    if (path !== '/' && !path.startsWith('/console/')) return false
    const problem =
      problemOf(request, host) ?? (request.method === 'POST' && !parts.write ? readOnly : undefined)
    if (problem) answerText(response, problem)
    else {
      respond(parts, request, response, path, new URLSearchParams(query)).catch((error: unknown) =>
        fail(response, error, parts),
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
  if (path === '/console/changes' && parts.write && !isForm) return changes.follow(response)
  if (path === '/' && !isForm) {
    const read = await readModel(client, arrivals, viewOf(query), parts.notice, parts.log, parts.lists)
    const model = parts.write ? read : { ...read, isReadOnly: true as const }
    const html = page(model, parts.write?.consoleSamples ?? [], deployment.webhookUrl)
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
  '/console/samples': async (form, { write, deployment: { webhookUrl: url } }) =>
    write ? sendSamples(form, write.consoleSamples, { url, token: write.token }) : readOnly.text,
  '/console/replay': (form, { deployment }) => replay(form, deployment),
}

/** Answers with a text of our own: the message of an error may quote what a customer wrote. */
function fail(response: ServerResponse, error: unknown, { write, deployment }: Parts): void {
  if (response.headersSent) response.destroy()
  else
    answerText(response, {
      status: 500,
      text: `The page cannot be shown: ${write ? reason(error) : reasonAway(error, deployment)}`,
    })
}

function reason(error: unknown): string {
  return error instanceof UnexpectedItemError ? olderTables : noTables
}

function reasonAway(error: unknown, deployment: Deployment): string {
  if (error instanceof UnexpectedItemError) return otherRelease
  return explainAwsError(error, deployment)?.message ?? 'the tables cannot be read.'
}

const readOnly = { status: 403, text: 'This console is read-only.' }
const otherRelease =
  'the tables hold items of another version. Use the console of the release that is deployed.'

const noTables = 'the tables do not answer. Start the local stack again.'
const olderTables =
  'the tables hold items of another version. ' +
  'Start with empty ones: npm start -- --fresh deletes what is in them.'
