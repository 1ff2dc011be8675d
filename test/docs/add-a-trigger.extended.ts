import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Copy, copyOfProject, stepsOf } from './steps.ts'

const steps = stepsOf('Add a trigger')
let copy: Copy
beforeAll(() => {
  copy = copyOfProject()
  for (const step of steps) copy.take(step)
})
afterAll(() => copy.remove())

test('the steps are five, for a user and for a conversation', () => {
  expect(steps.map(({ heading }) => heading.slice(0, 1)).join('')).toBe('1234512345')
})

test('after them the project has the triggers, and its tests agree', async () => {
  await copy.run('npx', 'tsc', '--noEmit')
  await copy.run('npm', 'run', 'docs')
  expect(copy.read('docs/administrators.md')).toContain('`/webhooks/user/onblock`')
  expect(JSON.parse(copy.read('docs/schemas/user/onblock.json'))).toMatchObject({
    title: 'User.OnBlock',
    required: ['Id'],
  })
  expect(JSON.parse(copy.read('docs/schemas/object/onescalate.json'))).toMatchObject({
    title: 'Object.OnEscalate',
    required: ['Id'],
  })
  const output = await copy.run(
    'npx',
    'vitest',
    'run',
    '--maxWorkers=1',
    ...['fixtures', 'malformed', 'entities/registry', 'client/items', 'law/folds'].map(
      (name) => `test/shared/${name}`,
    ),
    ...['schemas', 'generated', 'openapi'].map((name) => `test/docs/${name}`),
  )
  expect(output).toMatch(/Tests.*passed/)
  expect(output).not.toContain('failed')
}, 600_000)
