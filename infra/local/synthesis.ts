import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LocalError } from './local-error.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Synthesizes the CDK app into `<folder>/cdk.out`, with bundles, and gives that path. The app runs in a process of
 * its own, told what to do as the CDK's command line tells it: the emulators start meanwhile, and neither its
 * memory nor its chatter stays. Throws a LocalError with what was wrong; all that it said is in `synthesis.log`.
 */
export async function synthesize(folder: string, context: Readonly<Record<string, string>>): Promise<string> {
  const outdir = join(folder, 'cdk.out')
  rmSync(outdir, { recursive: true, force: true })
  const child = spawn(process.execPath, [join(project, 'infra', 'app.ts')], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C is for the stack, which then ends this as well.
    detached: true,
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
  })
  const end = () => child.kill()
  process.once('exit', end)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  process.off('exit', end)
  if (code === 0) return outdir
  const log = join(folder, 'synthesis.log')
  writeFileSync(log, said)
  throw new LocalError(`The CDK app does not synthesize: ${reasonIn(said)} (all of it: ${log})`)
}

/** The line of an app's last words that says most: that of the error, without its stack trace. */
function reasonIn(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '))
  const draft = lines.find((line) => /^\w*(Error|✘)\b/.test(line)) ?? lines.at(-1)
  return draft ?? 'it ended without a word'
}
