/**
 * Runs in a function's worker thread, in place of the Lambda runtime: loads the bundle once, then answers each
 * invocation with what the handler returns or throws.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, FunctionProps, ToWorker } from './thread.ts'

const port = parentPort
if (!port) throw new Error('This file runs only in a worker thread.')
const { folder, handler: handlerName, name, arn, memory }: FunctionProps = workerData

const send = (message: FromWorker) => port.postMessage(message)

try {
  const handler = await load()
  port.on('message', async ({ id, event, deadline }: ToWorker) => {
    const context = {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memory),
      awsRequestId: id,
      logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    }
    try {
      const result: unknown = await handler(JSON.parse(event), context)
      send({ id, result: JSON.stringify(result) ?? 'null' })
    } catch (error) {
      send({ id, error: describe(error) })
    }
  })
  send({ ready: true })
} catch (error) {
  send({ broken: describe(error) })
}

async function load(): Promise<(event: unknown, context: unknown) => unknown> {
  const [file = '', exported = ''] = handlerName.split('.')
  const path = ['.mjs', '.js', '.cjs'].map((ending) => join(folder, file + ending)).find(existsSync)
  if (!path) throw new Error(`The bundle ${folder} has no file for the handler ${handlerName}.`)
  const bundle: Record<string, unknown> = await import(pathToFileURL(path).href)
  const handler = bundle[exported]
  if (typeof handler !== 'function') throw new Error(`${path} does not export a function ${exported}.`)
  return (event, context) => handler(event, context)
}

function describe(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: '' }
  return { message: `${error.name}: ${error.message}`, stack: error.stack ?? '' }
}
