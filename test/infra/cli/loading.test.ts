import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** Runs the command line as package.json does, and returns the modules of the project that it loads. */
function loadedBy(...args: string[]): string[] {
  const hook = `import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    process.on('exit', () => process.stderr.write('\\nloaded ' + loaded.join(' ')))`
  const preloads = ['./infra/node/prepare.mjs', `data:text/javascript,${encodeURIComponent(hook)}`]
  const node = preloads.flatMap((module) => ['--import', module])
  const ran = spawnSync(process.execPath, [...node, 'infra/cli/commbox.ts', ...args], { encoding: 'utf8' })
  expect(ran).toMatchObject({ status: 0 })
  const [, urls = ''] = ran.stderr.split('\nloaded ')
  return urls.split(' ')
}

const commandsIn = (urls: readonly string[]) =>
  urls.flatMap((url) => /\/infra\/cli\/([\w-]+)\/command\.ts$/.exec(url)?.[1] ?? [])

// What is loaded is most of the time that a command takes to start.
test.each([
  [['--help'], []],
  [['get', '--help'], ['get']],
  [['help', 'find'], ['find']],
  [['dead-letters', 'redrive', '--help'], ['dead-letters']],
])('%j loads the commands %j', (args, commands) => {
  const urls = loadedBy(...args)
  expect(urls.some((url) => url.endsWith('/infra/cli/program.ts'))).toBe(true)
  expect(commandsIn(urls)).toEqual(commands)
  expect(urls.filter((url) => url.includes('@aws-sdk'))).toEqual([])
})

test('compiled files are kept from one command to the next', () => {
  const print = "console.log(require('node:module').getCompileCacheDir())"
  const args = ['--import', './infra/node/prepare.mjs', '-e', print]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toMatch(
    /[\\/]node_modules[\\/]\.cache[\\/]node[\\/]/,
  )
})
