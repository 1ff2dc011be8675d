import type { Command } from 'commander'
import { type QuarantineReason, quarantineReasons } from '../../../shared/events/delivery.ts'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { readIdArgument } from '../arguments/entity.ts'
import { oneOf } from '../arguments/one-of.ts'
import { checkSpan, readDay, type SpanOptions, today, withSpan } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import type { Filters } from './rows.ts'

/** The options that choose deliveries. */
export type FilterOptions = SpanOptions & {
  day?: string
  reason?: QuarantineReason
  conversation?: string
  user?: string
}

/** Adds the options that choose deliveries. */
export function withFilters(command: Command): Command {
  return withSpan(
    command.option('--day <day>', 'the UTC day of receipt, such as 2026-11-24 (default: today)', readDay),
  )
    .option('--reason <reason>', quarantineReasons.join(', '), readReason)
    .option('--conversation <id>', 'only those about a conversation', readIdArgument)
    .option('--user <id>', 'only those about a user', readIdArgument)
}

/** Translates the options: today's deliveries, or of a thing those of every day. @throws UsageError */
export async function filtersOf(options: FilterOptions & DeploymentOptions, io: Io): Promise<Filters> {
  const { day, from, to, reason, conversation: objectId, user: userId } = options
  const { receivedIn } = await import('./rows.ts')
  if (day !== undefined && (from ?? to) !== undefined) throw new UsageError('pass --day, or --from and --to')
  checkSpan(options)
  const isAnyDay = [from, to, objectId, userId].some((each) => each !== undefined)
  const only = day ?? (isAnyDay ? undefined : today(io))
  const span = only === undefined ? { from, to } : { from: only, to: only }
  const received = receivedIn(span, io.now(), readDeployment(options, io.env).quarantineRetention)
  return { received, reason, objectId, userId }
}

function readReason(text: string): QuarantineReason {
  return oneOf(quarantineReasons, text)
}
