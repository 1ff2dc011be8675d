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
import type { Consent } from '../arguments/consent.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { printJson } from '../terminal/json.ts'
import { readQueueStatus } from './queue.ts'

export type RedriveOptions = {
  /** Absent for a dry run. */
  consent: Consent | undefined
  json: true | undefined
}

/**
 * Makes SQS move the messages of a dead-letter queue back to their source queue, and waits for it, also for a move that
 * runs already.
 *
 * @throws CommandError if the move was interrupted or failed
 */
export async function redrive(
  deployment: Deployment,
  queue: Pipeline,
  { consent, json }: RedriveOptions,
  io: Io,
): Promise<void> {
  const target = `the ${queue.toLowerCase()} queue`
  const report = (text: string, moved: number, messages: number) =>
    json ? printJson(io, [{ queue, moved, messages }]) : io.out(text)
  await withQueues(deployment, async (queues) => {
    const [source, destination] = await Promise.all([
      readQueueStatus(queues, deployment.deadLetterQueueUrl(queue)),
      readQueueStatus(queues, deployment.queueUrl(queue)),
    ])
    const before = await latest(queues, source.arn)
    const isRunning = isUnderWay(before)
    if (isRunning) {
      if (!json) io.out(`A move to ${target} is under way already`)
    } else {
      const { messages } = source
      if (messages === 0) return report('There are no dead letters to move', 0, 0)
      const count = counted(messages, 'message')
      if (consent === undefined) return report(`${count} would be moved to ${target}`, 0, messages)
      await consent(`Move ${count} to ${target}?`)
      await queues.send(
        new StartMessageMoveTaskCommand({ SourceArn: source.arn, DestinationArn: destination.arn }),
      )
    }
    const task = await follow(queues, source.arn, isRunning ? undefined : before, target, io)
    report(movedText(task, target), ...movedOf(task))
    if (task.Status === 'CANCELLED') throw new CommandError('interrupted: run the same command to resume')
    if (task.Status !== 'COMPLETED')
      throw new CommandError(`the move failed: ${task.FailureReason ?? task.Status}`)
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

/** Waits for the end of the task after `before`; Ctrl-C cancels the task. */
async function follow(
  queues: SQSClient,
  sourceArn: string,
  before: Task | undefined,
  target: string,
  io: Io,
): Promise<Task> {
  const line = progress(io)
  let isCancelled = false
  return interruptible(io, async ({ signal }) => {
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
}

/** How many messages were moved, and of how many. */
function movedOf(task: Task): [moved: number, messages: number] {
  const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: all = moved } = task
  return [moved, all]
}

function movedText(task: Task, target: string): string {
  const [moved, all] = movedOf(task)
  return `${moved} of ${counted(all, 'message')} moved to ${target}`
}
