import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LocalError } from './local-error.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Synthesizes the CDK app, bundles included, and returns the output folder, `<folder>/cdk.out`. The app runs as under
 * `cdk synth`, but without the checks for a deployment, in its own process: the emulators can start meanwhile, and its
 * memory is freed afterwards.
 *
 * @throws LocalError with the reason if it fails; the whole output is in `synthesis.log`
 */
export async function synthesize(folder: string, context: Readonly<Record<string, string>>): Promise<string> {
  const outdir = join(folder, 'cdk.out')
  rmSync(outdir, { recursive: true, force: true })
  const child = spawn(process.execPath, [join(project, 'infra', 'app.ts')], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In its own process group: Ctrl-C goes to the stack only, which then kills this process.
    detached: true,
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      // The rules of cdk-nag and CloudFormation matter to a deployment. They take half of the time.
      CDK_VALIDATION: 'false',
    },
  })
  const end = () => child.kill()
  process.once('exit', end)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  process.off('exit', end)
  if (code === 0) return outdir
  const log = join(folder, 'synthesis.log')
  writeFileSync(log, output)
  throw new LocalError(`The CDK app does not synthesize: ${reasonIn(output)} (full output: ${log})`)
}

/** The most useful line of an app's output: that of the error, else the last one outside a stack trace. */
function reasonIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '))
  const errorLine = lines.find((line) => /^\w*(Error|✘)\b/.test(line))
  return errorLine ?? lines.at(-1) ?? 'it printed nothing'
}
