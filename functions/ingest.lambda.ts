import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { sourcesFrom, tokenHashesFrom } from '../shared/ingest/authenticate.ts'
import { ingestHandler } from '../shared/ingest/handler.ts'
import { readEnvironment, variable } from '../shared/runtime/environment.ts'
import { environment, type Pipeline, pipelines } from '../shared/runtime/names.ts'
import { lazyBucket } from './lazy-bucket.ts'
import { stackLog } from './observed.ts'

const queueUrls = v.object(v.entriesFromList(pipelines.map(environment.queueUrl), variable))
/** Names separated by commas; not set, or empty: whatever comes is let in. */
const list = v.optional(
  v.pipe(
    v.string(),
    v.transform((text) => text.split(',').filter(Boolean)),
  ),
  '',
)
const values = readEnvironment(
  v.intersect([
    queueUrls,
    v.object({ TOKEN_HASHES: variable, BUCKET_NAME: variable, BRANDS: list, SOURCE_CIDRS: list }),
  ]),
)
const sqs = new SQSClient({})
// It makes a copy of each message for a logger that there is none of.
sqs.middlewareStack.remove('loggerMiddleware')

async function send(pipeline: Pipeline, message: string): Promise<void> {
  const QueueUrl = values[environment.queueUrl(pipeline)]
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message }))
}

export const handler = ingestHandler({
  hashes: tokenHashesFrom(values.TOKEN_HASHES),
  brands: values.BRANDS.length > 0 ? values.BRANDS : undefined,
  sources: values.SOURCE_CIDRS.length > 0 ? sourcesFrom(values.SOURCE_CIDRS) : undefined,
  bodies: lazyBucket(values.BUCKET_NAME),
  send,
  log: stackLog(),
})
