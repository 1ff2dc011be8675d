import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { readEnvironment, variable } from '../shared/environment.ts'
import { tokenHashesFrom } from '../shared/ingest/authenticate.ts'
import { ingestHandler } from '../shared/ingest/handler.ts'
import { log } from '../shared/log.ts'
import { environment, type Pipeline, pipelines } from '../shared/names.ts'

const queueVariables = Object.fromEntries(pipelines.map((name) => [environment.queueUrl(name), variable]))
const values = readEnvironment(v.object({ [environment.tokenHashes]: variable, ...queueVariables }))
const sqs = new SQSClient({})

async function send(pipeline: Pipeline, message: string): Promise<void> {
  const QueueUrl = values[environment.queueUrl(pipeline)]
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message }))
}

export const handler = ingestHandler({
  hashes: tokenHashesFrom(values[environment.tokenHashes] ?? ''),
  send,
  log,
})
