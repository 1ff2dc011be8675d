import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { App, Stack } from 'aws-cdk-lib'
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import * as v from 'valibot'
import { type Assembly, readAssembly } from '../../../infra/local/assembly.ts'
import { functionType, resourcesOf, shortName } from '../../../infra/local/resources.ts'
import { synthesize } from '../../../infra/local/synthesis.ts'
import { type Deployed, readDeployed } from '../cost/deployed.ts'
import { tokenHash } from './environment.ts'

const project = fileURLToPath(new URL('../../../', import.meta.url))

/** In `node_modules`, from where a bundle finds the SDK that Lambda's runtime would hold ready for it. */
const folder = join(project, 'node_modules', '.cache', `commbox-bench-${process.pid}`)

export type Bundles = {
  /** The file of a function of the stack, as deployed: `IngestFunction`. */
  ours(id: string): string
  contender(name: Contender): string
  /** The stack's assembly. */
  assembly: string
}

const contenders = ['floor', 'floorBundled', 'typical', 'put'] as const
export type Contender = (typeof contenders)[number]

/** Synthesizes the stack, and the contenders with the CDK's own defaults. */
export async function build(): Promise<Bundles> {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  const assembly = await synthesize(folder, { tokenHash })
  const ours = filesOf(readAssembly(assembly))
  const others = filesOf(readAssembly(bundleContenders(join(folder, 'contenders'))))
  return { assembly, ours: (id) => found(ours, id), contender: (name) => found(others, name) }
}

/** What the template of the default stage says that has a price. */
export async function synthesizedStage(): Promise<Deployed> {
  const outdir = mkdtempSync(join(tmpdir(), 'commbox-stage-'))
  const deployed = readDeployed(readAssembly(await synthesize(outdir, { tokenHash })))
  rmSync(outdir, { recursive: true, force: true })
  return deployed
}

function bundleContenders(outdir: string): string {
  const app = new App({ outdir, analyticsReporting: false, autoSynth: false })
  const stack = new Stack(app, 'Contenders')
  for (const name of contenders) {
    new NodejsFunction(stack, name, {
      entry: join(project, 'test', 'bench', 'contenders', `${name.replace('Bundled', '')}.lambda.ts`),
      projectRoot: project,
      depsLockFilePath: join(project, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      ...(name === 'floorBundled' ? { bundling: { bundleAwsSDK: true } } : {}),
    })
  }
  return app.synth().directory
}

const code = v.object({ Code: v.object({ S3Key: v.string() }) })

function filesOf(assembly: Assembly): Map<string, string> {
  return new Map(
    resourcesOf(assembly, functionType).map(({ id, properties }) => {
      const asset = assembly.asset(v.parse(code, properties).Code.S3Key)
      const file = ['index.mjs', 'index.js'].map((name) => join(asset, name)).find(existsSync)
      return [shortName(id), file ?? asset]
    }),
  )
}

function found(files: ReadonlyMap<string, string>, name: string): string {
  const file = files.get(name)
  if (file === undefined) throw new Error(`${name} is none of ${[...files.keys()].join(', ')}`)
  return file
}
