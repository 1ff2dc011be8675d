import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Copy, copyOfProject, isChange, stepsOf } from './steps.ts'

const steps = stepsOf('Add an entity')
const name = 'shared/commbox/names.ts'
const [folder, others] = [
  steps.filter(({ file }) => file === name || file.startsWith('shared/entities/call/')),
  steps.filter(({ file }) => file !== name && !file.startsWith('shared/entities/call/')),
]

let copy: Copy
beforeAll(() => {
  copy = copyOfProject()
})
afterAll(() => copy.remove())

/** The files in which the compiler finds mistakes. */
async function filesWithMistakes(): Promise<Set<string>> {
  const output = await copy
    .run('npx', 'tsc', '--noEmit', '--pretty', 'false')
    .catch((error: Error) => error.message)
  return new Set([...output.matchAll(/^([\w./-]+)\(\d+,\d+\): error/gm)].flatMap(([, file]) => file ?? []))
}

test('with the folder and the name of an entity, the compiler lists every other place that needs it', async () => {
  for (const step of folder) copy.take(step)
  const places = others.filter(isChange).map(({ file }) => file)
  expect([...(await filesWithMistakes())].sort()).toEqual(places.toSorted())
  const rooms = ['shared/client', 'infra/cli', 'infra/console']
  expect(rooms.filter((room) => !places.some((place) => place.startsWith(`${room}/`)))).toEqual([])
})

test('with these lines the project has the entity, and its tests agree', async () => {
  for (const step of others) copy.take(step)
  await copy.run('npx', 'tsc', '--noEmit')
  await copy.run('npm', 'run', 'docs')
  expect(copy.read('docs/administrators.md')).toContain('`/webhooks/call/onend`')
  const output = await copy.run(
    'npx',
    'vitest',
    'run',
    '--maxWorkers=1',
    ...['fixtures', 'entities/registry', 'client/items', 'client/pages', 'events/state', 'law/folds'].map(
      (each) => `test/shared/${each}`,
    ),
  )
  expect(output).toMatch(/Tests.*passed/)
  expect(output).not.toContain('failed')
}, 600_000)
