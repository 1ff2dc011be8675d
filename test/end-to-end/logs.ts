import { beforeAll, describe, expect, test, vi } from 'vitest'
import { isObject, type Json, type JsonObject, parseJson } from '../../shared/commbox/json.ts'
import { entities } from '../../shared/commbox/names.ts'
import { definitions } from '../../shared/entities/registry.ts'
import { quarantineReasons } from '../../shared/events/delivery.ts'
import { filtered, metricUnits } from '../../shared/runtime/metrics.ts'
import { metricNamespace, pipelines } from '../../shared/runtime/names.ts'
import { deliveries, malformed } from '../fixtures.ts'
import type { Receiver } from './receiver.ts'

/** Tests that the functions' logs of this run contain no value that was sent. */
export function logsHaveNoValues(receiver: () => Receiver, log: () => string): void {
  const lines = () =>
    log()
      .split('\n')
      .flatMap((line) => objectIn(/\{.*\}$/.exec(line)?.[0]))

  const expectEachRowIn = async (logged: readonly JsonObject[]) => {
    const ids = new Set(logged.flatMap(idsIn))
    for (const pipeline of pipelines) {
      const rows = (await receiver().tables.items(pipeline)).filter(
        ({ deliveryId }) => deliveryId !== undefined,
      )
      expect(rows).not.toHaveLength(0)
      expect(rows.filter(({ deliveryId }) => !ids.has(deliveryId))).toEqual([])
    }
  }

  describe('the log of the functions', () => {
    // A function's output may come after its answer.
    beforeAll(() =>
      vi.waitFor(() => expectEachRowIn(lines().filter(({ message }) => message !== 'accepted')), {
        timeout: 100_000,
      }),
    )

    test('has no token, and no value of a fixture except known names and brands', () => {
      const logged = log()
      expect(logged).not.toContain(receiver().token)
      const sent = [...deliveries(), ...malformed()].flatMap(({ body }) => textsIn(body.toString()))
      const triggers = Object.values(definitions).flatMap((definition) => Object.keys(definition.triggers))
      const brands = deliveries().flatMap(({ expected }) => expected.brand ?? [])
      const names = new Set<string>([...entities, ...triggers, ...brands])
      const isKnown = (value: string) =>
        names.has(value) || quarantineReasons.some((reason) => reason.includes(value))
      // Shorter values occur in many words.
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
      expect(valuesIn(secret, logged)).toEqual([])
    })

    test('would show a value that was logged, however much of the line is generated', () => {
      const measured = '"AgeToStored":10470,"clockAheadMs":-8110470123'
      const line = `2026-12-31T23:59:50.104Z Ingest {"deliveryId":"aa10470bb-cc_d1=",${measured}`
      expect(valuesIn(['10470', '2026-'], line)).toEqual([])
      for (const leak of ['"name":"10470"', '"id":10470', '"ids":[10470]', '"text":"a 10470 b"']) {
        expect(valuesIn(['10470'], `${line},${leak}}`)).toEqual(['10470'])
      }
      const time = '2024-06-09T07:28:47.000Z'
      expect(valuesIn([time], `${line},"at":"${time}"}`)).toEqual([time])
    })

    test('has the lines that dashboard and alarms read, each with its delivery id', () => {
      for (const message of ['accepted', 'quarantined', 'refused', 'stored', 'repeated']) {
        const ofMessage = lines().filter((line) => line.message === message)
        expect({ message, count: ofMessage.length }).not.toEqual({ message, count: 0 })
        for (const line of ofMessage) expect(idsIn(line)).toContainEqual(expect.any(String))
      }
    })

    test('counts everything that does not depend on batches, by stack only', () => {
      const names = Object.keys(metricUnits).filter((name) => lines().some((line) => name in line))
      // A single consumer has no conflicts, nothing was withdrawn, and two brands in one batch are not compared.
      const others = ['Conflicts', 'Withdrawn', 'BrandConflicts']
      expect([...new Set([...names, ...others])].sort()).toEqual(Object.keys(metricUnits).sort())
      const isCounted = (line: JsonObject) =>
        Object.keys(metricUnits).some((name) => name in line && !filtered.some((other) => other === name))
      for (const line of lines().filter(isCounted)) {
        expect(line).toMatchObject({
          stack: 'CommBoxWebhooks',
          _aws: { CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: [['stack']] }] },
        })
      }
    })

    test('can be joined with every row by the delivery id', async () => {
      await expectEachRowIn(
        lines().filter(({ message }) => message === 'accepted' || message === 'quarantined'),
      )
    })
  })
}

/** The delivery ids of a line. */
function idsIn({ deliveryId, deliveryIds }: JsonObject): unknown[] {
  return Array.isArray(deliveryIds) ? deliveryIds : deliveryId === undefined ? [] : [deliveryId]
}

/**
 * What a run generates: the time of a line, and whole JSON values that are a time, a request id, a UUID or a
 * measurement. By chance, their digits contain those of a fixture.
 */
const generated = new RegExp(
  [
    String.raw`^\d{4}-\d\d-\d\dT[\d:.]{12}Z `,
    String.raw`"\d{4}-\d\d-\d\dT[\d:.]{12}Z"`,
    String.raw`"[\w-]{15}="`,
    String.raw`"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"`,
    String.raw`"(?:${[...Object.keys(metricUnits), 'coldStartMs', 'clockAheadMs', 'Timestamp'].join('|')})":-?\d+`,
  ].join('|'),
  'gm',
)

/** Gives the values that a log contains, in what is not generated or as a whole generated value. */
function valuesIn(values: readonly string[], log: string): string[] {
  const wholes = new Set<string>()
  const rest = log.replace(generated, (whole) => {
    wholes.add(whole.replaceAll('"', ''))
    return ''
  })
  const escaped = (value: string) => JSON.stringify(value).slice(1, -1)
  return values.filter((value) => wholes.has(value) || rest.includes(value) || rest.includes(escaped(value)))
}

/** Every text and number in a body, and in JSON inside a text; the body itself if it is not JSON. */
function textsIn(body: string): string[] {
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
