import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { readEnvironment, variable } from '../shared/environment.ts'
import { tokenHashesFrom } from '../shared/ingest/authenticate.ts'
import { ingestHandler } from '../shared/ingest/handler.ts'
import { log } from '../shared/log.ts'
import { environment, type Pipeline, pipelines } from '../shared/names.ts'
import { lazyBucket } from './lazy-bucket.ts'

const queueUrls = v.object(v.entriesFromList(pipelines.map(environment.queueUrl), variable))
const values = readEnvironment(
  v.intersect([queueUrls, v.object({ TOKEN_HASHES: variable, BUCKET_NAME: variable })]),
)
const sqs = new SQSClient({})

async function send(pipeline: Pipeline, message: string): Promise<void> {
  const QueueUrl = values[environment.queueUrl(pipeline)]
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message }))
}

export const handler = ingestHandler({
  hashes: tokenHashesFrom(values.TOKEN_HASHES),
  bodies: lazyBucket(values.BUCKET_NAME),
  send,
  log,
})
