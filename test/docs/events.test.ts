import { Ajv2020 } from 'ajv/dist/2020.js'
import { App, Duration, SecretValue, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import * as events from 'aws-cdk-lib/aws-events'
import * as eventTargets from 'aws-cdk-lib/aws-events-targets'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import * as sqs from 'aws-cdk-lib/aws-sqs'
import { describe, expect, test } from 'vitest'
import { eventSchemas } from '../../infra/docs/event-schemas.ts'
import { type BusEvent, busEventOf } from '../../shared/bus/bus-event.ts'
import { isObject, parseJson } from '../../shared/commbox/json.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { eventItem } from '../../shared/events/event-item.ts'
import { emptyState, fold } from '../../shared/events/register.ts'
import { stateItem } from '../../shared/events/state.ts'
import { identify } from '../../shared/ingest/identify.ts'
import { tables } from '../../shared/tables.ts'
import { deliveries } from '../fixtures.ts'
import { eventsIn } from '../shared/events-of.ts'
import { streamRecord } from '../stream-record.ts'
import { sectionsOf } from './page.ts'

const modules: Record<string, object> = {
  'aws-cdk-lib': { Duration, SecretValue },
  'aws-cdk-lib/aws-events': events,
  'aws-cdk-lib/aws-events-targets': eventTargets,
  'aws-cdk-lib/aws-lambda': lambda,
  'aws-cdk-lib/aws-sqs': sqs,
}

/** The stack that all blocks under "Three rules to copy" make together. */
function copiedRules(): Template {
  const all = sectionsOf('docs/events.md')
  const from = all.findIndex(({ heading }) => heading === 'Three rules to copy')
  const code = all
    .slice(from)
    .flatMap(({ blocks }) => blocks.map(({ text }) => text))
    .join('\n')
    .replace(/import \{([^}]*)\} from '([^']+)'/g, (_, names: string, from: string) => {
      return `const {${names.replace(/ as /g, ': ')}} = modules['${from}']`
    })
  const stack = new Stack(new App(), 'Copied')
  new Function('modules', 'stack', 'busName', code)(modules, stack, 'the-bus')
  return Template.fromStack(stack)
}

const options = { stack: 'Stack', hasPayloads: true, hasCommands: true }

/** What the bus gets of every fixture in JSON: its events, and the change of a conversation's state. */
function busEvents(): BusEvent[] {
  return deliveries().flatMap(({ body, expected: { url, entity, trigger } }) => {
    const parsed = parseJson(body.toString().replace(/^\uFEFF/, ''))
    const [ofEntity, ofTrigger] = url.split('/').filter(Boolean)
    const found = isObject(parsed) ? identify(parsed, { entity: ofEntity, trigger: ofTrigger }) : undefined
    if (found === undefined || 'reason' in found) return []
    const stored = eventsIn(entity, trigger, found.payload)
    const items = stored.map((event) => eventItem(event, tables[entity].partitionKey))
    const [first] = stored
    const ofFirst = stored.filter(({ key }) => key === first?.key).reduce(fold, emptyState(first?.key ?? ''))
    return [...items, stateItem(ofFirst, definitions[entity].layout)].flatMap(
      (item) => busEventOf(streamRecord(entity, 1, item), entity, options) ?? [],
    )
  })
}

describe('details on the bus', () => {
  const ajv = new Ajv2020({ allErrors: true })
  const documents = eventSchemas()
  const validators = new Map([...documents].map(([path, document]) => [path, ajv.compile(document)]))
  const pathOf = ({ detailType }: BusEvent) =>
    detailType === 'Object.Changed'
      ? 'events/object-changed'
      : `events/${detailType.split('.')[0]?.toLowerCase()}`
  const all = busEvents()

  test('match their schema, and have no member that it does not describe', () => {
    expect(new Set(all.map(pathOf))).toEqual(new Set(documents.keys()))
    for (const event of all) {
      const validate = validators.get(pathOf(event))
      validate?.(event.detail)
      expect({ type: event.detailType, errors: validate?.errors }).toEqual({
        type: event.detailType,
        errors: null,
      })
      const { data } = Object(documents.get(pathOf(event))?.properties)
      const described = Object.keys(data.properties)
      expect(Object.keys(Object(event.detail.data)).filter((name) => !described.includes(name))).toEqual([])
    }
  })

  test('are named as the page says', () => {
    const names = new Set(all.map(({ detailType }) => detailType))
    for (const name of [
      'Object.StatusChange',
      'Object.OnNewChild',
      'User.Login',
      'Satisfaction.OnSubmit',
      'Object.Changed',
    ])
      expect(names).toContain(name)
  })
})

describe('the rules to copy', () => {
  const template = copiedRules()
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties)

  test('are three: to a function, to a queue, to an HTTPS endpoint', () => {
    expect(rules).toHaveLength(3)
    for (const type of ['AWS::Lambda::Function', 'AWS::Events::Connection', 'AWS::Events::ApiDestination'])
      expect(Object.keys(template.findResources(type))).toHaveLength(1)
  })

  test('are on the bus, and each target has a dead-letter queue', () => {
    for (const { EventBusName, EventPattern, Targets } of rules) {
      expect(EventBusName).toBe('the-bus')
      expect(EventPattern.source).toEqual(['commbox-webhooks'])
      for (const target of Targets) expect(target.DeadLetterConfig.Arn).toBeDefined()
    }
  })

  test('name types that are on the bus', () => {
    const known = new Set(busEvents().map(({ detailType }) => detailType))
    const named = rules.flatMap(({ EventPattern }) => EventPattern['detail-type'])
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
})
