import { setTimeout } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DeploymentError } from './errors.ts'
import { countDrift, entryIn, type FunctionLog, isAccepted, type LogSummary, nameOf } from './function-log.ts'
import { localLog } from './local-log.ts'
import type { Deployment } from './outputs-file.ts'

const query = `filter ispresent(message) and ispresent(entity)
| stats count(*) as lines, max(@timestamp) as last, sum(Drift) as drift, sum(Stored) as stored,
  sum(onlyIds) as ids, max(clockAheadMs) as ahead, sum(BrandConflicts) as brands
  by message, entity, trigger, token
| limit 1000`

const driftQuery = `filter ispresent(Drift)
| stats sum(Drift) as drift by entity, trigger, path, type
| limit 1000`

/** Opens the log of a deployment. @param folder that of the local stack, whose log is a file in it */
export function openLog(deployment: Deployment, folder: string): FunctionLog {
  return deployment.local ? localLog(folder) : cloudWatchLog(deployment)
}

/** Opens the log groups of a stack in CloudWatch. */
function cloudWatchLog({ stackName, region }: Deployment): FunctionLog {
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
    if (names.length === 0) throw new DeploymentError(`${stackName} has no log groups: deploy it again`)
    return names
  }
  const rowsOf = async (queryString: string, from: number): Promise<Record<string, string>[]> => {
    const logGroupNames = [...(await groups('IngestFunction')), ...(await groups('Consumer'))]
    const range = { startTime: Math.floor(from / 1000), endTime: Math.ceil(Date.now() / 1000) }
    const { queryId } = await client.send(new StartQueryCommand({ logGroupNames, queryString, ...range }))
    while (true) {
      const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }))
      if (status === 'Complete')
        return results.map((row) =>
          Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])),
        )
      if (status !== 'Running' && status !== 'Scheduled')
        throw new DeploymentError(`the query of the logs ended with ${status}: run the command again`)
      await setTimeout(1000)
    }
  }
  return {
    since: async (from) => (await rowsOf(query, from)).map(summaryOf),
    driftSince: async (from) =>
      countDrift((await rowsOf(driftQuery, from)).map(({ drift, ...row }) => ({ ...row, Drift: drift }))),
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
    unknown: number('drift'),
    stored: number('stored'),
    onlyIds: number('ids'),
    ...(ahead ? { clockAheadMs: Number(ahead) } : {}),
    brandConflicts: number('brands'),
  }
}
