import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Gap } from './proxy.ts'

type Task = { SourceArn: string; DestinationArn: string }
type Done = Task & { StartedTimestamp: number; moved: number }

/** SQS's StartMessageMoveTask and ListMessageMoveTasks, by receiving, sending and deleting. */
export function moveTasks(sqs: SQSClient): Gap {
  const done: Done[] = []
  return async ({ headers, body }) => {
    switch (headers['x-amz-target']) {
      case 'AmazonSQS.StartMessageMoveTask': {
        const task: Task = JSON.parse(body)
        const StartedTimestamp = Date.now()
        done.unshift({ ...task, StartedTimestamp, moved: await move(sqs, task) })
        return { answer: { TaskHandle: String(done.length) } }
      }
      case 'AmazonSQS.ListMessageMoveTasks': {
        const { SourceArn }: Task = JSON.parse(body)
        return { answer: { Results: done.filter((task) => task.SourceArn === SourceArn).map(resultOf) } }
      }
      default:
        return undefined
    }
  }
}

function resultOf({ moved, ...task }: Done) {
  return {
    ...task,
    Status: 'COMPLETED',
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: moved,
  }
}

async function move(sqs: SQSClient, { SourceArn, DestinationArn }: Task): Promise<number> {
  const [from, to] = await Promise.all([SourceArn, DestinationArn].map((arn) => urlOf(sqs, arn)))
  for (let moved = 0; ; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10 }),
    )
    if (Messages.length === 0) return moved
    for (const { Body, ReceiptHandle } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }))
      await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }))
      moved += 1
    }
  }
}

async function urlOf(sqs: SQSClient, arn: string): Promise<string | undefined> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.split(':').at(-1) }))
  return QueueUrl
}
