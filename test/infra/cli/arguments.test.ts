import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../infra/cli/program.ts'
import { commbox, outputsFile, type Ran, scratchFolder } from './command-line.ts'

const root = join(import.meta.dirname, '../../..')

/** Runs the command as `npm run commbox` does. */
function inProcessOfItsOwn(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const file = join(root, 'infra/cli/commbox.ts')
    const options = { cwd: root, env: { PATH: process.env.PATH, ...env } }
    const child = execFile(process.execPath, [file, ...args], options, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err })
    })
  })
}

const misuses: [what: string, args: string[], says: string][] = [
  ['no command', [], 'Commands:'],
  ['an unknown command', ['gett'], "unknown command 'gett'"],
  ['an unknown option', ['urls', '--tokn'], "unknown option '--tokn'"],
  ['too many arguments', ['token', 'a', 'b'], 'too many arguments'],
  ['no label', ['token'], "missing required argument 'label'"],
  ['a label with a colon', ['token', 'a:b'], 'letters, digits and dashes'],
  ['no id', ['get', 'object'], "missing required argument 'id'"],
  ['an unknown entity', ['get', 'conversation', '1'], 'object, user, satisfaction, tag, form, chat'],
  ['an id that is not one', ['get', 'object', 'abc'], 'an id is made of digits'],
  ['an unknown option beside ids', ['quarantine', 'replay', '--entiy', 'x'], 'no such option'],
  ['nothing to replay', ['quarantine', 'replay'], 'pass ids, or --day, --reason or another filter'],
  ['a day and a span', 'quarantine list --day 2026-11-24 --to 2026-11-25'.split(' '), 'pass --day, or'],
  ['a conversation that is none', ['quarantine', 'list', '--conversation', 'x'], 'An id is made of digits'],
  ['an agent by name', ['find', 'conversations', '--agent', 'Dana'], 'An id is made of digits'],
  ['a channel by name', ['find', 'conversations', '--channel', 'Mail'], 'An id is made of digits'],
  ['a user by name', ['find', 'exits', '--user', 'Dana'], 'An id is made of digits'],
  [
    'a first day that does not exist',
    ['export', 'form', '--from', '2026-11-31'],
    'There is no day 31 in 2026-11',
  ],
  [
    'a time in a month that does not exist',
    ['timeline', '1', '--to', '2026-13-01T08:15'],
    'There is no month 13',
  ],
  ['ids and filters', ['quarantine', 'replay', 'x', '--reason', 'invalid'], 'ids or filters, not both'],
  [
    'a day that does not exist',
    ['quarantine', 'list', '--day', '2026-02-30'],
    'There is no day 30 in 2026-02',
  ],
  ['an unknown reason', ['quarantine', 'list', '--reason', 'bad'], 'Choose one of empty-body, not-json'],
  [
    'an unknown trigger',
    ['quarantine', 'replay', 'x', '--trigger', 'OnOld'],
    'there is no trigger OnOld. Choose one of OnNew,',
  ],
  ["another entity's trigger", 'quarantine replay x --entity tag --trigger login'.split(' '), 'for tag'],
  ['no queue', ['dead-letters', 'show'], "missing required argument 'entity'"],
  ['an unknown queue', ['dead-letters', 'redrive', 'all'], 'chat, quarantine'],
  ['a statement and a file', ['sql', 'SELECT 1', '--file', 'x.sql'], 'a statement or --file, not both'],
  ['no table', ['rebuild'], "missing required argument 'entity'"],
  ['nobody to find', ['privacy', 'find'], 'pass --user, --phone, --email or --unique-id'],
  [
    'a person and a conversation',
    ['privacy', 'find', '--user', '1', '--conversation', '2'],
    'or else --conversation',
  ],
  ['a user id that is none', ['privacy', 'find', '--user', 'dana'], 'an id is made of digits'],
  ['a phone number of zeros', ['privacy', 'find', '--phone', '0000'], 'a digit other than 0'],
  [
    'the part of a person, and none',
    ['privacy', 'erase', '--conversation', '1', '--person', '--yes'],
    '--person needs --user, --phone, --email or --unique-id',
  ],
  ['a blank address', ['privacy', 'erase', '--email', ' ', '--yes'], 'is not blank'],
  ['a blank unique id', ['privacy', 'erase', '--unique-id', ' ', '--yes'], 'a unique id is not blank'],
  ['ids with --resume', ['rebuild', 'object', '1', '--resume'], 'pass no ids'],
  [
    'a month that does not exist',
    ['find', 'scores', '--month', '2026-13'],
    'There is no month 13, in 2026-13: months are 01 to 12',
  ],
  ['a day that does not exist', ['find', 'forms', '--day', '2026-02-29'], 'There is no day 29 in 2026-02'],
  ['a mistyped entity', ['get', 'objct', '1'], 'Did you mean object?'],
  [
    'a mistyped status',
    'find conversations --channel 1 --status Resolvd'.split(' '),
    'Did you mean Resolved?',
  ],
  ['a mistyped reason', ['quarantine', 'list', '--reason', 'not-jsn'], 'Did you mean not-json?'],
  [
    'a mistyped trigger',
    'quarantine replay x --entity user --trigger logn'.split(' '),
    'Did you mean Login?',
  ],
  ['a mistyped command', ['fnd'], 'Did you mean find?'],
  ['a tag key for a user', ['get', 'user', 'tag#1'], 'an id is made of digits'],
]

test.each(misuses)('%s: what is wrong, the usage, exit 2', async (_what, args, says) => {
  const { code, out, err } = await commbox(args)
  expect(code).toBe(2)
  expect(err).toContain(says)
  expect(err).toContain('Usage: npm run commbox --')
  expect(out).toBe('')
})

/** Every command and group of commands by its words, the program itself as none. */
function wordsOf(command: Command, path: readonly string[] = []): string[] {
  return [path.join(' '), ...command.commands.flatMap((each) => wordsOf(each, [...path, each.name()]))]
}
const io = {
  out: () => {},
  err: () => {},
  env: {},
  colours: false,
  now: () => new Date(),
  wait: async () => {},
}
const commands = wordsOf(await buildProgram(io))

test.each(commands)('%s --help shows an example, in 80 columns', async (command) => {
  const { code, out } = await commbox([...command.split(' ').filter(Boolean), '--help'])
  expect(code).toBe(0)
  expect(out).toMatch(/Examples?:\n {2}npm run /)
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('the process ends with the exit code, the result on one stream and errors on the other', async () => {
  const [misused, failed, done] = await Promise.all([
    inProcessOfItsOwn(['token', 'a b']),
    inProcessOfItsOwn(['urls'], { COMMBOX_LOCAL_DIR: scratchFolder() }),
    inProcessOfItsOwn(['token', 'first']),
  ])
  expect(misused).toMatchObject({ code: 2, out: '' })
  expect(misused.err).toContain('Usage: npm run commbox -- token')
  expect(failed).toMatchObject({ code: 1, out: '' })
  expect(failed.err).toMatch(
    /^error: there is no outputs file [^\n]*: start the local stack with npm start[^\n]*\n$/,
  )
  expect(done).toMatchObject({ code: 0, err: '' })
})

const broken: [what: string, content: unknown, says: RegExp][] = [
  ['no JSON', '{', /is not an outputs file/],
  ['another JSON', [1], /is not an outputs file/],
  ['another stack', { Other: { Url: 'https://example.com' } }, /has no stack with a WebhookUrl/],
  ['no URL in it', { CommBoxWebhooks: { WebhookUrl: 'there' } }, /is not a URL/],
]

test.each(broken)('an outputs file with %s: one line, exit 1', async (_what, content, says) => {
  const { code, out, err } = await commbox(['urls', '--outputs', outputsFile(content)])
  expect(code).toBe(1)
  expect(err).toMatch(says)
  expect(err).toMatch(/^error: [^\n]*\n$/)
  expect(out).toBe('')
})
