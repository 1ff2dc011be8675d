import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere } from './folder.ts'
import { LocalError } from './local-error.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))

/** The files and folders of the project from which the app and its bundles are made. */
export const sources = [
  ...['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json', 'node_modules/.package-lock.json'],
  ...['functions', 'shared', 'infra/bundling', 'infra/constructs', 'infra/observability'],
  ...['app', 'configuration', 'custom-domain', 'setting', 'stack', 'stage', 'stages'].map(
    (name) => `infra/${name}.ts`,
  ),
]

/**
 * Synthesizes the CDK app, bundles included, and returns the output folder, `<folder>/cdk.out`. The app runs as under
 * `cdk synth`, but without the checks for a deployment, in its own process: the emulators can start meanwhile, and its
 * memory is freed afterwards. If nothing that the output is made from has changed since the last time, the output is
 * used again, unless it is to be `fresh`.
 *
 * @throws LocalError with the reason if it fails; the whole output is in `synthesis.log`
 */
export async function synthesize(
  folder: string,
  context: Readonly<Record<string, string>>,
  { fresh = false, onBuilding = () => {} }: { fresh?: boolean; onBuilding?(): void } = {},
): Promise<string> {
  const outdir = join(folder, 'cdk.out')
  const inputs = inputsHash(project, context)
  const inputsFile = join(outdir, 'inputs.sha256')
  if (!fresh && readIfThere(inputsFile) === inputs) return outdir
  onBuilding()
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
  if (code === 0) {
    writeFileSync(inputsFile, inputs)
    return outdir
  }
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

/**
 * Returns a hash of everything that the output is made from: the project's sources, installed packages, Node's version,
 * the context, and the variables that the CDK reads.
 *
 * @param root the folder of the project
 */
export function inputsHash(
  root: string,
  context: Readonly<Record<string, string>>,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): string {
  const variables = Object.entries(environment).filter(([name]) => /^(AWS|CDK|JSII|NODE)_/.test(name))
  const hash = createHash('sha256')
  hash.update(JSON.stringify([process.version, process.arch, Object.entries(context), variables.sort()]))
  for (const source of sources) {
    for (const file of filesIn(root, source)) {
      const content = createHash('sha256').update(readFileSync(join(root, file)))
      hash.update(`${JSON.stringify(file)}${content.digest('hex')}`)
    }
  }
  return hash.digest('hex')
}

/** The paths of the files at or below a path, sorted. Nothing is at a path that does not exist. */
function filesIn(root: string, path: string): string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found ? [path] : []
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => filesIn(root, join(path, name)))
}
