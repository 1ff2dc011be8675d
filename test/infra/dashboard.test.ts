import { describe, expect, test } from 'vitest'
import { pipelines } from '../../shared/runtime/names.ts'
import { readable, resources, synthesized, synthesizedFrom, target } from './synthesized.ts'

type Widget = {
  type: string
  x: number
  y: number
  width: number
  height: number
  properties: {
    title?: string
    region?: unknown
    period?: number
    yAxis?: { left?: { label?: string } }
    metrics?: unknown[][]
    query?: string
  }
}

const template = synthesizedFrom({ isProduction: true, dashboard: true })
const dashboards = [...resources(template, 'AWS::CloudWatch::Dashboard').values()]

/** The dashboard as CloudWatch receives it, with readable ids in place of resource names. */
const { widgets }: { widgets: Widget[] } = JSON.parse(
  Object(dashboards[0]?.Properties.DashboardBody)
    ['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : readable(target(part))))
    .join(''),
)

const graphs = widgets.filter(({ type }) => type === 'metric')
const queries = widgets.filter(({ type }) => type === 'log')

/** The lines that a graph draws. The metrics within an expression are not drawn. */
function drawn({ properties: { metrics = [] } }: Widget) {
  return metrics.map((metric) => Object(metric.at(-1))).filter(({ visible }) => visible !== false)
}

/** The metrics of a graph, as `<namespace> <name>`. */
function namesIn({ properties: { metrics = [] } }: Widget) {
  return metrics
    .filter(([namespace]) => typeof namespace === 'string')
    .map(([namespace, name]) => `${namespace} ${name}`)
}

describe('the dashboard', () => {
  test('exists once, if the stage asks for it', () => {
    expect(dashboards).toHaveLength(1)
    expect(synthesized().findResources('AWS::CloudWatch::Dashboard')).toEqual({})
  })

  test('consists of graphs of metrics and of queries, each with a title of its own', () => {
    expect(graphs.length + queries.length).toBe(widgets.length)
    const titles = widgets.map(({ properties }) => properties.title ?? '')
    expect(titles.filter((title) => title.length < 5)).toEqual([])
    expect(new Set(titles).size).toBe(titles.length)
  })

  test.each(graphs.map((graph) => [graph.properties.title, graph] as const))(
    '"%s" has a unit, a period and lines with different labels',
    (_, graph) => {
      expect(graph.properties.yAxis?.left?.label).toMatch(/^\w{3}/)
      expect(graph.properties.period).toBe(300)
      const labels = drawn(graph).map(({ label }) => String(label ?? ''))
      expect(labels.length).toBeGreaterThan(1)
      expect(labels).not.toContain('')
      expect(new Set(labels).size).toBe(labels.length)
    },
  )

  test.each(queries.map((query) => [query.properties.title, query] as const))(
    '"%s" has its unit in the title, and counts log lines of our functions by five minutes',
    (_, { properties: { title, query = '' } }) => {
      expect(title).toMatch(/ \([a-z].+\)$/)
      expect(query).toMatch(/^(SOURCE '(IngestFunction|\w+PipelineConsumer)Logs' \| )+/)
      expect(query).toMatch(/\| stats count\(\*\) .*by bin\(5m\)/)
    },
  )

  test('has full rows and no overlapping widgets', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_cell, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      ),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(cells.length).toBe(24 * Math.max(...widgets.map(({ y, height }) => y + height)))
  })

  test('shows what an on-call engineer needs', () => {
    const shown = new Set(graphs.flatMap(namesIn))
    for (const name of [
      'CommBoxWebhooks/CommBoxWebhooks-other Accepted',
      'CommBoxWebhooks Refused',
      'CommBoxWebhooks Quarantined',
      'CommBoxWebhooks/CommBoxWebhooks-other Stored',
      'CommBoxWebhooks Repeated',
      'CommBoxWebhooks Conflicts',
      'CommBoxWebhooks/CommBoxWebhooks-other AgeToStored',
      'CommBoxWebhooks UnknownActivityTypes',
      'CommBoxWebhooks UnknownTriggers',
      'CommBoxWebhooks Drift',
      'AWS/ApiGateway 5xx',
      'AWS/Lambda Errors',
      'AWS/Lambda Throttles',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/DynamoDB ReadThrottleEvents',
      'AWS/DynamoDB WriteThrottleEvents',
      'AWS/DynamoDB ConsumedReadCapacityUnits',
      'AWS/DynamoDB ConsumedWriteCapacityUnits',
      'AWS/Logs IncomingBytes',
    ]) {
      expect(shown).toContain(name)
    }
    const titles = queries.map(({ properties }) => properties.title)
    expect(titles).toEqual([
      expect.stringContaining('Quarantine by reason'),
      expect.stringContaining('Refused by reason'),
      expect.stringContaining('Cold starts'),
    ])
  })

  test('has every queue in graphs by queue, and every dead-letter queue in that of dead letters', () => {
    const queuesIn = (title: string) =>
      graphs
        .find(({ properties }) => properties.title?.startsWith(title))
        ?.properties.metrics?.map((metric) => metric[3])
    expect(queuesIn('Age of the oldest message')).toEqual(pipelines.map((name) => `${name}PipelineQueue`))
    expect(queuesIn('Dead letters')).toEqual(pipelines.map((name) => `${name}PipelineDeadLetterQueue`))
  })
})
