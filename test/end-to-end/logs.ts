import { describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject, parseJson } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import { metricUnits } from '../../shared/runtime/log.ts'
import { metricNamespace } from '../../shared/runtime/names.ts'
import { deliveries, malformed } from '../fixtures.ts'
import type { Receiver } from './receiver.ts'

/** Tests that the functions' logs of this run contain no value that was sent. */
export function logsHaveNoValues(receiver: () => Receiver, log: () => string): void {
  const lines = () =>
    log()
      .split('\n')
      .flatMap((line) => objectIn(/\{.*\}$/.exec(line)?.[0]))

  describe('the log of the functions', () => {
    test('has no token, and no value of a fixture except known names and brands', () => {
      const logged = log()
      expect(logged).not.toContain(receiver().token)
      const sent = [...deliveries(), ...malformed()].flatMap(({ body }) => valuesIn(body.toString()))
      const triggers = Object.values(definitions).flatMap((definition) => Object.keys(definition.triggers))
      const brands = deliveries().flatMap(({ expected }) => expected.brand ?? [])
      const names = new Set<string>([...entities, ...triggers, ...brands])
      const isKnown = (value: string) =>
        names.has(value) || quarantineReasons.some((reason) => reason.includes(value))
      // A shorter value can be part of a time or an id.
      const secret = [...new Set(sent)].filter((value) => value.length > 4 && !isKnown(value))
      for (const value of [
        'Mendy',
        'mendyDoe123@gmail.com',
        '972539640001',
        'Michael Rebon',
        '213.57.31.162',
      ]) {
        expect(secret).toContain(value)
      }
      const escaped = (value: string) => JSON.stringify(value).slice(1, -1)
      expect(secret.filter((value) => logged.includes(value) || logged.includes(escaped(value)))).toEqual([])
    })

    test('has the lines that dashboard and alarms read, each with its delivery id', () => {
      for (const message of ['accepted', 'quarantined', 'refused', 'stored', 'repeated']) {
        const ofMessage = lines().filter((line) => line.message === message)
        expect({ message, count: ofMessage.length }).not.toEqual({ message, count: 0 })
        for (const line of ofMessage) expect(idsIn(line)).toContainEqual(expect.any(String))
      }
    })

    test('counts everything except conflicts, by stack only', () => {
      const counting = lines().filter((line) => line._aws !== undefined)
      const names = Object.keys(metricUnits).filter((name) => counting.some((line) => name in line))
      // A single consumer has no conflicts.
      expect([...names, 'Conflicts'].sort()).toEqual(Object.keys(metricUnits).sort())
      for (const line of counting) {
        expect(line).toMatchObject({
          stack: 'CommBoxWebhooks',
          _aws: { CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: [['stack']] }] },
        })
      }
    })

    test('can be joined with every row by the delivery id', async () => {
      const ids = new Set(lines().flatMap(idsIn))
      for (const pipeline of [...entities, 'Quarantine'] as const) {
        const rows = (await receiver().tables.items(pipeline)).filter(
          ({ deliveryId }) => deliveryId !== undefined,
        )
        expect(rows).not.toHaveLength(0)
        expect(rows.filter(({ deliveryId }) => !ids.has(deliveryId))).toEqual([])
      }
    })
  })
}

/** The delivery ids of a line. */
function idsIn({ deliveryId, deliveryIds }: JsonObject): unknown[] {
  return Array.isArray(deliveryIds) ? deliveryIds : deliveryId === undefined ? [] : [deliveryId]
}

/** Every text and number in a body, and in JSON inside a text; the body itself if it is not JSON. */
function valuesIn(body: string): string[] {
  const inside = (value: Json): string[] => {
    if (typeof value === 'string') return [value, ...objectIn(value).flatMap(inside)]
    if (Array.isArray(value)) return value.flatMap(inside)
    return isObject(value) ? Object.values(value).flatMap(inside) : [String(value)]
  }
  const [json] = objectIn(body.replace(/^\uFEFF/, ''))
  return json === undefined ? [body] : inside(json)
}

function objectIn(text: string | undefined): JsonObject[] {
  try {
    const json = parseJson(text ?? '')
    return isObject(json) ? [json] : []
  } catch {
    return []
  }
}
