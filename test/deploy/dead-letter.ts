import { setTimeout } from 'node:timers/promises'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { outputs } from '../../shared/runtime/names.ts'
import { answerOf, post } from '../end-to-end/receiver.ts'
import type { Checkout } from './checkout.ts'
import { type Deployed, messagesIn } from './deployed.ts'
import { credentials, region } from './ministack.ts'

const bodies = new Map<string, string>()

/**
 * Makes a delivery that its consumer fails at: its body in the bucket is broken before the consumer comes.
 * Resolves to its id once it is in the dead-letter queue.
 */
export async function deadLetter(receiver: Deployed, { must }: Checkout): Promise<string> {
  const { values, sqs } = receiver
  const queue = values[outputs.queue('Object')] ?? ''
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] }),
  )
  const mapping = await must(
    `aws lambda list-event-source-mappings --event-source-arn ${Attributes.QueueArn} --query 'EventSourceMappings[0].UUID' --output text`,
  )
  const setMapping = (state: string) =>
    must(`aws lambda update-event-source-mapping --uuid ${mapping.trim()} ${state}`)
  await setMapping('--no-enabled')
  const payload = { Id: '4600002', Message: 'x'.repeat(200_000), StreamId: '24569' }
  const { id } = await answerOf(
    await post(receiver, 'object/on-new', Buffer.from(JSON.stringify({ payload }))),
  )
  await breakBody(receiver, String(id))
  // Five attempts take a quarter of an hour with the queue's own pause.
  await setPause(receiver, queue, '1')
  await setMapping('--enabled')
  while ((await messagesIn(sqs, values[outputs.deadLetterQueue('Object')] ?? '')) === 0) await setTimeout(200)
  await setPause(receiver, queue, Attributes.VisibilityTimeout ?? '')
  return String(id)
}

async function setPause({ sqs }: Deployed, QueueUrl: string, VisibilityTimeout: string): Promise<void> {
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }))
}

async function breakBody(receiver: Deployed, id: string): Promise<void> {
  const { Bucket, s3 } = bucketOf(receiver)
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'Object/' }))
  const Key = Contents.map((object) => object.Key ?? '').find((key) => key.includes(id))
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  bodies.set(id, JSON.stringify({ Key, Body: await Body?.transformToString() }))
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{' }))
}

/** Puts the body of a delivery back to where it was. */
export async function putBodyBack(receiver: Deployed, id: string): Promise<void> {
  const { Bucket, s3 } = bucketOf(receiver)
  await s3.send(new PutObjectCommand({ Bucket, ...JSON.parse(bodies.get(id) ?? '') }))
}

function bucketOf({ values, endpoint }: Deployed) {
  return { Bucket: values[outputs.bucket], s3: new S3Client({ endpoint, region, credentials }) }
}
