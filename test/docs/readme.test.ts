import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const text = readFileSync('README.md', 'utf8')

test('the first screen says in two sentences what it is, shows it, and has two commands', () => {
  const [title, sentences = '', picture, commands] = text.split('\n\n')
  expect(title).toBe('# commbox-webhooks')
  expect(sentences.match(/[^.]\.(?= |$)/g)).toHaveLength(2)
  expect(picture).toMatch(/^```\nCommBox ──POST──▶ /)
  expect(commands).toBe('```sh\nnpm ci\nnpm start\n```')
  expect(text.slice(0, text.indexOf('\n## ')).split('\n').length).toBeLessThan(30)
})

test('the page is read in ten minutes: it has fewer than 2,000 words', () => {
  expect(text.split(/\s+/).length).toBeLessThan(2000)
})

test('each line of its sh blocks is run by a job that does what the page says, or is in its list', () => {
  const commands = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, lines = '']) =>
    lines.trim().split('\n'),
  )
  const job = readFileSync('.ci/newcomer', 'utf8')
  const [, known = ''] = /known='([^']*)'/.exec(job) ?? []
  expect(known.split('\n')).toEqual(commands)
})
