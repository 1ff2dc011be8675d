import { setTimeout } from 'node:timers/promises'
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { Pipeline } from '../../../shared/runtime/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withQueues } from '../../deployment/queues.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { factsOf } from './queue.ts'

/**
 * Lets SQS move the messages of a dead-letter queue back to the queue that gave them up, and waits for it. Where a
 * move is under way already, it is waited for.
 *
 * @param consent asks before anything is moved; absent where nothing is to be
 * @throws CommandError where the move did not come to its end
 */
export async function redrive(
  deployment: Deployment,
  pipeline: Pipeline,
  consent: ((question: string) => Promise<void>) | undefined,
  io: Io,
): Promise<void> {
  await withQueues(deployment, async (queues) => {
    const [source, destination] = await Promise.all([
      factsOf(queues, deployment.deadLetterQueueUrl(pipeline)),
      factsOf(queues, deployment.queueUrl(pipeline)),
    ])
    const target = `the ${pipeline.toLowerCase()} queue`
    const before = await latest(queues, source.arn)
    if (isUnderWay(before)) {
      io.out(`A move to ${target} is under way already`)
      return await follow(queues, source.arn, undefined, target, io)
    }
    const count = counted(source.messages, 'message')
    if (source.messages === 0) return io.out('There are no dead letters to move')
    if (consent === undefined) return io.out(`${count} would be moved to ${target}`)
    await consent(`Move ${count} to ${target}?`)
    await queues.send(
      new StartMessageMoveTaskCommand({ SourceArn: source.arn, DestinationArn: destination.arn }),
    )
    await follow(queues, source.arn, before, target, io)
  })
}

type Task = ListMessageMoveTasksResultEntry

async function latest(queues: SQSClient, SourceArn: string): Promise<Task | undefined> {
  const { Results = [] } = await queues.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
  return Results[0]
}

function isUnderWay(task: Task | undefined): boolean {
  return task?.Status === 'RUNNING' || task?.Status === 'CANCELLING'
}

const pause = 500

/** Waits for the end of the task after `before`; Ctrl-C cancels it. */
async function follow(
  queues: SQSClient,
  sourceArn: string,
  before: Task | undefined,
  target: string,
  io: Io,
): Promise<void> {
  const line = progress(io)
  let isCancelled = false
  const task = await interruptible(io, async ({ signal }) => {
    while (true) {
      const task = await latest(queues, sourceArn)
      const isNew = task?.StartedTimestamp !== before?.StartedTimestamp
      if (task && isNew && !isUnderWay(task)) return task
      if (task && isNew) line.show(movedText(task, target))
      if (signal.aborted && !isCancelled && task?.Status === 'RUNNING') {
        isCancelled = true
        await queues.send(new CancelMessageMoveTaskCommand({ TaskHandle: task.TaskHandle }))
      }
      await setTimeout(pause)
    }
  }).finally(line.clear)
  io.out(movedText(task, target))
  if (task.Status === 'CANCELLED') throw new CommandError('stopped before the end: the same command goes on')
  if (task.Status !== 'COMPLETED')
    throw new CommandError(`the move failed: ${task.FailureReason ?? task.Status}`)
}

function movedText(task: Task, target: string): string {
  const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: all = moved } = task
  return `${moved} of ${counted(all, 'message')} moved to ${target}`
}
