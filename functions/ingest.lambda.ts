import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { entities } from '../shared/commbox/names.ts'
import { sourcesFrom, tokenHashesFrom } from '../shared/ingest/authenticate.ts'
import { ingestHandler } from '../shared/ingest/handler.ts'
import { list, readEnvironment, variable } from '../shared/runtime/environment.ts'
import { type Pipeline, pipelines } from '../shared/runtime/names.ts'
import { environment } from '../shared/runtime/variables.ts'
import { requestHandler, unlogged } from './aws-calls.ts'
import { lazyBucket } from './lazy-bucket.ts'
import { stackLog } from './stack-log.ts'

const scopes = v.record(
  v.string(),
  v.object({ brands: v.optional(v.array(v.string())), entities: v.optional(v.array(v.picklist(entities))) }),
)
const variables = readEnvironment(
  v.intersect([
    v.object(v.entriesFromList(pipelines.map(environment.queueUrl), variable)),
    v.object({
      [environment.tokenHashes]: variable,
      [environment.bucketName]: variable,
      [environment.tokenScopes]: v.optional(v.pipe(v.string(), v.parseJson(), scopes)),
      [environment.brands]: list,
      [environment.requiresBrand]: v.optional(v.literal('true')),
      [environment.sourceCidrs]: list,
    }),
  ]),
)
const sourceCidrs = variables[environment.sourceCidrs]
const sqs = unlogged(new SQSClient({ requestHandler }))

async function send(pipeline: Pipeline, message: string): Promise<void> {
  const QueueUrl = variables[environment.queueUrl(pipeline)]
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message }))
}

export const handler = ingestHandler({
  hashes: tokenHashesFrom(variables[environment.tokenHashes], variables[environment.tokenScopes]),
  brands: variables[environment.brands],
  requiresBrand: variables[environment.requiresBrand] !== undefined,
  sources: sourceCidrs && sourcesFrom(sourceCidrs),
  bodies: lazyBucket(variables[environment.bucketName]),
  send,
  // The bundling writes this file beside the function's own, from shared/ingest/other-bodies.ts.
  others: () => import('./other-bodies.mjs' as string),
  log: stackLog(),
})
