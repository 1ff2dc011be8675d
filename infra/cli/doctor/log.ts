import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { CommandError } from '../errors.ts'

/** Log lines of the functions that agree in message, entity, trigger and token. */
export type LogSummary = {
  message: string
  entity: string
  trigger: string
  /** The label of the token that was sent. */
  token: string
  lines: number
  /** When the last was written, in milliseconds since 1970. */
  last: number
  /** How many activity types, lists, entities and triggers were unknown to this version. */
  unknown: number
  /** How many events were stored, and how many of them have only ids. */
  stored: number
  onlyIds: number
  /** By how many milliseconds CommBox's times are ahead of our receipt, at most; below 0 if they are behind. */
  clockAheadMs?: number
  /** How many events were of another brand than the events before of the same thing. */
  brandConflicts: number
}

/** The logs of the functions. */
export type FunctionLog = {
  /** Sums the lines up since an instant, in milliseconds since 1970. */
  since(from: number): Promise<LogSummary[]>
  /** Returns the deliveries that were accepted since then, as `Object OnNew`. */
  acceptedSince(from: number): Promise<string[]>
  close(): void
}

/** Opens the log file of the local stack, which each start empties. */
export function localLog(folder: string): FunctionLog {
  const read = async (from: number) => {
    const text = await readFile(join(folder, 'functions.log'), 'utf8')
    return text
      .split('\n')
      .flatMap((line) => entryIn(line))
      .filter(({ timestamp }) => Date.parse(String(timestamp)) >= from)
  }
  return {
    async since(from) {
      const kinds = Map.groupBy(await read(from), ({ message, entity, trigger, token }) =>
        JSON.stringify([message, entity, trigger, token]),
      )
      return [...kinds.values()].map((entries) => {
        const [{ message, entity, trigger, token } = {}] = entries
        const sum = (name: string) => entries.reduce((all, entry) => all + Number(entry[name] ?? 0), 0)
        const ahead = entries.flatMap(({ clockAheadMs }) =>
          clockAheadMs === undefined ? [] : [Number(clockAheadMs)],
        )
        return {
          ...{ message: text(message), entity: text(entity), trigger: text(trigger), token: text(token) },
          lines: entries.length,
          last: Math.max(...entries.map(({ timestamp }) => Date.parse(String(timestamp)))),
          unknown: sum('UnknownTriggers') + sum('UnknownActivityTypes') + sum('UnreadLists'),
          stored: sum('Stored'),
          onlyIds: sum('onlyIds'),
          ...(ahead.length > 0 ? { clockAheadMs: Math.max(...ahead) } : {}),
          brandConflicts: sum('BrandConflicts'),
        }
      })
    },
    acceptedSince: async (from) => (await read(from)).filter(isAccepted).map(nameOf),
    close: () => {},
  }
}

const query = `filter ispresent(message) and (ispresent(entity) or ispresent(UnknownTriggers))
| stats count(*) as lines, max(@timestamp) as last, sum(UnknownTriggers) as triggers,
  sum(UnknownActivityTypes) as types, sum(UnreadLists) as lists, sum(Stored) as stored, sum(onlyIds) as ids,
  max(clockAheadMs) as ahead, sum(BrandConflicts) as brands
  by message, entity, trigger, token
| limit 1000`

/** Opens the log groups of a stack in CloudWatch. */
export function cloudWatchLog({ stackName, region }: Deployment): FunctionLog {
  const client = new CloudWatchLogsClient(region ? { region } : {})
  // Another stack's name can begin with this one's: the names of our constructs have to follow.
  const own = new RegExp(`(^|/)${stackName}[-/](Ingest|[A-Za-z]+Pipeline)`)
  const groups = async (part: string) => {
    const names: string[] = []
    const pages = paginateDescribeLogGroups({ client }, { logGroupNamePattern: stackName })
    for await (const { logGroups = [] } of pages) {
      for (const { logGroupName = '' } of logGroups) {
        if (own.test(logGroupName) && logGroupName.includes(part)) names.push(logGroupName)
      }
    }
    if (names.length === 0) throw new CommandError(`${stackName} has no log groups: deploy it again`)
    return names
  }
  return {
    async since(from) {
      const logGroupNames = [...(await groups('IngestFunction')), ...(await groups('Consumer'))]
      const range = { startTime: Math.floor(from / 1000), endTime: Math.ceil(Date.now() / 1000) }
      const { queryId } = await client.send(
        new StartQueryCommand({ logGroupNames, queryString: query, ...range }),
      )
      while (true) {
        const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }))
        if (status === 'Complete')
          return results.map((row) =>
            summaryOf(Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value]))),
          )
        if (status !== 'Running' && status !== 'Scheduled')
          throw new CommandError(`the query of the logs ended with ${status}: run the command again`)
        await setTimeout(1000)
      }
    },
    async acceptedSince(startTime) {
      const names: string[] = []
      for (const logGroupName of await groups('IngestFunction')) {
        const pages = paginateFilterLogEvents(
          { client },
          { logGroupName, startTime, filterPattern: '{ $.message = "accepted" }' },
        )
        for await (const { events = [] } of pages)
          names.push(
            ...events
              .flatMap(({ message = '' }) => entryIn(message))
              .filter(isAccepted)
              .map(nameOf),
          )
      }
      return names
    },
    close: () => client.destroy(),
  }
}

function summaryOf(row: Record<string, string>): LogSummary {
  const { message = '', entity = '', trigger = '', token = '', last = '', ahead } = row
  // Insights writes the latest time in milliseconds, or as 2026-11-24 08:15:00.000 in UTC.
  const time = Number.isNaN(Number(last)) ? Date.parse(`${last.replace(' ', 'T')}Z`) : Number(last)
  const number = (name: string) => Number(row[name] || 0)
  return {
    ...{ message, entity, trigger, token },
    lines: number('lines'),
    last: time,
    unknown: number('triggers') + number('types') + number('lists'),
    stored: number('stored'),
    onlyIds: number('ids'),
    ...(ahead ? { clockAheadMs: Number(ahead) } : {}),
    brandConflicts: number('brands'),
  }
}

/** The entry of a line; the local log has a time and a name before it. */
function entryIn(line: string): Record<string, unknown>[] {
  const start = line.indexOf('{')
  if (start < 0) return []
  try {
    const entry: unknown = JSON.parse(line.slice(start))
    return typeof entry === 'object' && entry !== null ? [{ ...entry }] : []
  } catch {
    return []
  }
}

function isAccepted({ message }: Record<string, unknown>): boolean {
  return message === 'accepted'
}

function nameOf({ entity, trigger }: Record<string, unknown>): string {
  return `${text(entity)} ${text(trigger)}`
}

function text(value: unknown): string {
  return value === undefined ? '' : String(value)
}
