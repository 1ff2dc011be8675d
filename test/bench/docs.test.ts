import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readAssembly } from '../../infra/local/assembly.ts'
import { largestBatch } from '../../infra/stage.ts'
import { builtApp } from '../built-app.ts'
import { assumed } from './cost/delivery-cost.ts'
import { type Deployed, readDeployed } from './cost/deployed.ts'
import { dollars, targets, totalsOf } from './cost/report.ts'
import { readBlock, readSection } from './harness/docs.ts'
import { measured, readResults } from './harness/results.ts'
import { isMet } from './harness/row.ts'
import { largestThatEnds } from './measure/batches.ts'
import { blocksOf } from './pages.ts'
import { queueSystem } from './simulation/report.ts'

const results = readResults()
let deployed: Deployed
beforeAll(async () => {
  deployed = readDeployed(readAssembly(await builtApp()))
})

test('results.json has a line for each id', () => {
  const ids = results.rows.map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(20)
  expect(new Set(ids).size).toBe(ids.length)
})

describe('no figure of a page differs from results.json', () => {
  test('in what is made of it', () => {
    for (const [page, name, text] of blocksOf(results, deployed))
      expect({ page, name, text: readBlock(page, name) }).toEqual({ page, name, text })
  })

  test('in the README: the cost, and no other amount', () => {
    const { inBatches, singly, atRest } = totalsOf(results, deployed)
    const [ten, one, fixed] = [inBatches, singly, atRest].map((amount) => `$${dollars(amount)}`)
    const readme = readFileSync('README.md', 'utf8')
    expect(readme).toContain(`${ten} a million deliveries in batches of ten, ${one} one by one`)
    expect(readme).toContain(`${fixed} a month while nothing comes`)
    expect(readme.match(/\$[\d.]+\d/g)).toEqual([ten, one, fixed])
  })

  test('in the limits of docs/scaling.md: events, write units, and what follows from them', () => {
    const page = readFileSync('docs/scaling.md', 'utf8')
    const units = (size: number) =>
      (1 - assumed.newShare) * measured(results, `write-units-${size}`) +
      assumed.newShare * measured(results, `write-units-${size}-new`)
    const [alone, bursts] = [units(1).toFixed(1), units(10).toFixed(1)]
    const events = measured(results, 'events-per-delivery').toFixed(2)
    expect(page).toContain(`A delivery has ${events} events on average`)
    expect(page).toContain(`about ${alone} write units alone, ${bursts} in bursts`)
    for (const [units, per] of [
      ['1,000', bursts],
      ['4,000', alone],
      ['40,000', alone],
    ])
      expect(page).toContain(`${units} ÷ ${per}`)
  })
})

describe('a target that is not met', () => {
  const text = readSection('docs/performance.md', 'Targets that are not met')
  // Each paragraph begins with the words of the lines that it is about.
  const named = [...text.matchAll(/^\*\*([^,*]+)[^*]*\*\*/gm)].map(([, name = '']) => name)
  const explained = (what: string) => named.some((name) => what.startsWith(name.replace(/\.$/, '')))

  test.each(results.rows.filter((row) => isMet(row) === false).map(({ what }) => what))(
    '%s: the page says what was tried',
    (what) => expect({ what, isExplained: explained(what) }).toEqual({ what, isExplained: true }),
  )

  test('of the cost: the page says what was tried', () => {
    const totals = totalsOf(results, deployed)
    const isMissed = (name: keyof typeof targets) => totals[name] > targets[name]
    expect(isMissed('inBatches') || isMissed('singly')).toBe(explained('A million deliveries'))
    expect(isMissed('atRest') || isMissed('atRestFree')).toBe(explained('A month at rest'))
  })
})

describe('the model of docs/scaling.md', () => {
  test('the largest batch of a stage ends in time', () => {
    expect(largestBatch).toBeLessThanOrEqual(largestThatEnds(results))
  })

  test('its straight line from a batch of one to one of ten meets the measured CPU of a batch of a hundred', () => {
    const cpu = (size: number) => size * measured(results, `consumer-cpu-${size}/a handler that only puts`)
    const line = cpu(1) + ((cpu(10) - cpu(1)) * 99) / 9
    expect(cpu(100) / line).toBeGreaterThan(0.7)
    expect(cpu(100) / line).toBeLessThan(1.3)
  })

  test('a batch takes longer than its requests that follow each other, and a larger one longer', () => {
    const { serviceTime } = queueSystem(results, deployed)
    for (const batch of [1, 10])
      expect(1000 * serviceTime(batch)).toBeGreaterThan(
        measured(results, `sequence-${batch}`) * assumed.callMs,
      )
    expect(serviceTime(10)).toBeGreaterThan(serviceTime(1))
  })
})
