import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { sourcesFrom, tokenHashesFrom } from '../shared/ingest/authenticate.ts'
import { ingestHandler } from '../shared/ingest/handler.ts'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { environment, type Pipeline, pipelines } from '../shared/runtime/names.ts'
import { lazyBucket } from './lazy-bucket.ts'
import { stackLog } from './stack-log.ts'

/** Names separated by commas; undefined if the variable is absent or empty, which allows everything. */
const list = v.optional(
  v.pipe(
    v.string(),
    v.transform((text) => text.split(',').filter(Boolean)),
    v.transform((names) => (names.length > 0 ? names : undefined)),
  ),
)
const variables = readEnvironment(
  v.intersect([
    v.object(v.entriesFromList(pipelines.map(environment.queueUrl), variable)),
    v.object({
      [environment.tokenHashes]: variable,
      [environment.bucketName]: variable,
      [environment.brands]: list,
      [environment.sourceCidrs]: list,
    }),
  ]),
)
const sourceCidrs = variables[environment.sourceCidrs]
const sqs = new SQSClient({})
// It copies each message for a logger that does not exist.
sqs.middlewareStack.remove('loggerMiddleware')

async function send(pipeline: Pipeline, message: string): Promise<void> {
  const QueueUrl = variables[environment.queueUrl(pipeline)]
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message }))
}

export const handler = ingestHandler({
  hashes: tokenHashesFrom(variables[environment.tokenHashes]),
  brands: variables[environment.brands],
  sources: sourceCidrs && sourcesFrom(sourceCidrs),
  bodies: lazyBucket(variables[environment.bucketName]),
  send,
  log: stackLog(),
})
