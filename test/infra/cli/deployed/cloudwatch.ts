import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import * as v from 'valibot'
import { listen } from '../../../../infra/local/listening.ts'
import { type LogLine, MalformedQueryError, runQuery } from './insights.ts'

/** Log groups by their names. */
export type LogGroups = ReadonlyMap<string, readonly LogLine[]>

const integer = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const startQuery = v.strictObject({
  logGroupNames: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(50)),
  queryString: v.pipe(v.string(), v.maxLength(10_000)),
  /** Seconds since 1970, both. */
  startTime: v.pipe(integer, v.maxValue(99_999_999_999)),
  endTime: v.pipe(integer, v.maxValue(99_999_999_999)),
})
/** Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const filterLogEvents = v.strictObject({
  logGroupName: v.string(),
  /** Milliseconds since 1970. */
  startTime: integer,
  filterPattern: v.pipe(v.string(), v.regex(/^\{ \$\.message = "\w+" \}$/)),
})

/**
 * Stands in for CloudWatch's logs and alarms, of which no emulator knows `stats`. It refuses what AWS's documentation
 * does not allow. A query is Running when it is first read, and then Complete.
 */
export async function startCloudWatch(groups: () => LogGroups) {
  const queries = new Map<string, { isRead: boolean; results: unknown }>()
  const operations: Record<string, (input: unknown) => unknown> = {
    DescribeLogGroups(input) {
      const { logGroupNamePattern } = v.parse(v.strictObject({ logGroupNamePattern: v.string() }), input)
      const names = [...groups().keys()].filter((name) => name.includes(logGroupNamePattern))
      return { logGroups: names.map((logGroupName) => ({ logGroupName })) }
    },
    StartQuery(input) {
      const { logGroupNames, queryString, startTime, endTime } = v.parse(startQuery, input)
      if (startTime >= endTime) throw new MalformedQueryError('the end is not after the start')
      const lines = logGroupNames
        .flatMap((name) => groups().get(name) ?? [])
        .filter(({ timestamp }) => timestamp >= startTime * 1000 && timestamp <= endTime * 1000)
      const queryId = `query-${queries.size}`
      queries.set(queryId, { isRead: false, results: runQuery(queryString, lines) })
      return { queryId }
    },
    GetQueryResults(input) {
      const { queryId } = v.parse(v.strictObject({ queryId: v.string() }), input)
      const query = queries.get(queryId)
      if (!query) throw new MalformedQueryError('no such query')
      if (query.isRead) return { status: 'Complete', results: query.results }
      query.isRead = true
      return { status: 'Running', results: [] }
    },
    FilterLogEvents(input) {
      const { logGroupName, startTime, filterPattern } = v.parse(filterLogEvents, input)
      const [, message] = /"(\w+)"/.exec(filterPattern) ?? []
      const lines = (groups().get(logGroupName) ?? []).filter(
        (line) => line.timestamp >= startTime && line.message.includes(`"message":"${message}"`),
      )
      return { events: lines }
    },
    DescribeAlarms: () => ({
      MetricAlarms: [
        { AlarmName: 'CommBoxWebhooks-AlarmsOldestMessage', StateValue: 'OK' },
        { AlarmName: 'CommBoxWebhooks-AlarmsDeadLetters', StateValue: 'ALARM' },
      ],
    }),
  }
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '')
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(body))
    }
    try {
      answer(200, operations[operation]?.(await json(request)))
    } catch (error) {
      const isMalformed = error instanceof MalformedQueryError
      const { message } = Object(error)
      answer(400, { __type: isMalformed ? error.name : 'InvalidParameterException', message })
    }
  })
  const port = await listen(server)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
