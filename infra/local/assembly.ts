import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { LocalError } from './local-error.ts'
import { parse, read, readTemplate, type Template } from './template.ts'

/** A synthesized CDK app: its one stack, and where the code of its functions lies. */
export type Assembly = {
  stackName: string
  template: Template
  /** The folder of the asset that is uploaded under `key`. Throws a LocalError where there is none. */
  asset(key: string): string
}

const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      properties: v.optional(
        v.object({
          templateFile: v.optional(v.string()),
          stackName: v.optional(v.string()),
          file: v.optional(v.string()),
        }),
        {},
      ),
    }),
  ),
})

const assetsSchema = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ path: v.optional(v.string()) }),
        destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
      }),
    ),
    {},
  ),
})

/** Reads what `cdk synth` wrote into `folder`. Throws a LocalError for anything missing or broken. */
export function readAssembly(folder: string): Assembly {
  const { artifacts } = read(manifestSchema, json(folder, 'manifest.json'), 'manifest.json')
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack')
  const [stack, second] = stacks
  if (!stack || second) throw new LocalError(`The CDK app must have one stack, and has ${stacks.length}.`)
  const [id, { properties }] = stack
  const file = properties.templateFile ?? `${id}.template.json`

  const folders = new Map<string, string>()
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || properties.file === undefined) continue
    const { files } = read(assetsSchema, json(folder, properties.file), properties.file)
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path !== undefined) folders.set(objectKey, join(folder, source.path))
      }
    }
  }

  return {
    stackName: properties.stackName ?? id,
    template: readTemplate(content(folder, file), file),
    asset(key) {
      const found = folders.get(key)
      if (found === undefined) throw new LocalError(`The synthesized app has no asset ${key}.`)
      return found
    },
  }
}

function json(folder: string, file: string): unknown {
  return parse(content(folder, file), file)
}

function content(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch {
    throw new LocalError(`The synthesized app has no ${join(folder, file)} that can be read.`)
  }
}
