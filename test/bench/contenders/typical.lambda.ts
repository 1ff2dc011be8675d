import { createHash, timingSafeEqual } from 'node:crypto'
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { parse } from '@aws-lambda-powertools/parser'
import { Tracer } from '@aws-lambda-powertools/tracer'
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { z } from 'zod'

const logger = new Logger({ serviceName: 'typical' })
const tracer = new Tracer({ serviceName: 'typical' })
const sqs = tracer.captureAWSv3Client(new SQSClient({}))
const known = Buffer.from((process.env.TOKEN_HASHES ?? '').split(':')[1] ?? '', 'hex')

/** Either of CommBox's envelopes. */
const body = z.union([
  z.looseObject({ payload: z.looseObject({}) }),
  z.looseObject({ Event: z.looseObject({}) }),
])

/** The same job as one would write it from the tutorials of its libraries: Powertools, zod and middy. */
export const handler = middy(async (event: APIGatewayProxyEventV2) => {
  const token = createHash('sha256')
    .update(event.queryStringParameters?.token ?? '')
    .digest()
  if (!timingSafeEqual(token, known)) return { statusCode: 401 }
  const delivery = parse(JSON.parse(event.body ?? ''), undefined, body)
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.OBJECT_QUEUE_URL, MessageBody: JSON.stringify(delivery) }),
  )
  logger.info('queued', { deliveryId: event.requestContext.requestId })
  return { statusCode: 200 }
})
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
