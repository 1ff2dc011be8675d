import { afterAll, beforeAll } from 'vitest'
import { deadLetters } from './stack/dead-letters.ts'
import { quarantine } from './stack/quarantine.ts'
import { questions } from './stack/questions.ts'
import { type Running, startRunning } from './stack/running.ts'
import { simulation } from './stack/simulation.ts'
import { watching } from './stack/watching.ts'

/* One local stack for all commands that need more than tables. */

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(() => running?.stop())

quarantine(() => running)
deadLetters(() => running)
questions(() => running)
simulation(() => running)
watching(() => running)
