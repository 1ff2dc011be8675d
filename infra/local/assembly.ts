import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AssetManifestArtifact, CloudAssembly } from 'aws-cdk-lib/cx-api'
import { LocalError, messageOf } from './local-error.ts'
import { readTemplate, type Template } from './template.ts'

/** A synthesized CDK app: its only stack, and the folders of its functions' bundles. */
export type Assembly = {
  stackName: string
  template: Template
  /** The folder of the asset that a deployment uploads under `key`. @throws LocalError if there is none */
  asset(key: string): string
}

/** Reads what `cdk synth` wrote into `folder`. @throws LocalError if anything is missing or broken */
export function readAssembly(folder: string): Assembly {
  try {
    return read(new CloudAssembly(folder))
  } catch (error) {
    if (error instanceof LocalError) throw error
    throw new LocalError(`The synthesized app in ${folder} cannot be read: ${messageOf(error)}`)
  }
}

function read({ artifacts, directory, stacks }: CloudAssembly): Assembly {
  const [stack, second] = stacks
  if (!stack || second) throw new LocalError(`The CDK app must have one stack, and has ${stacks.length}.`)
  const assets = artifacts
    .filter((artifact) => AssetManifestArtifact.isAssetManifestArtifact(artifact))
    .flatMap(({ contents }) => Object.values(contents.files ?? {}))
  const folders = new Map(
    assets.flatMap(({ source: { path }, destinations }) =>
      path === undefined
        ? []
        : Object.values(destinations).map(({ objectKey }) => [objectKey, join(directory, path)]),
    ),
  )
  return {
    stackName: stack.stackName,
    template: readTemplate(readFileSync(stack.templateFullPath, 'utf8'), stack.templateFile),
    asset(key) {
      const found = folders.get(key)
      if (found === undefined) throw new LocalError(`The synthesized app has no asset ${key}.`)
      return found
    },
  }
}
