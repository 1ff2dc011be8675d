import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { createApp } from '../../infra/app.ts'

/** Any SHA-256 will do where nobody sends a token. */
export const tokenHash = `first:${'0123456789abcdef'.repeat(4)}`

export type Resource = { Properties: Record<string, unknown>; DeletionPolicy?: string }

/** The template of a stage, without bundles and without the checks of app.test.ts, which take most of the time. */
export function synthesized(context: Record<string, unknown> = {}): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'stack-'))
  process.env.CDK_VALIDATION = 'false'
  try {
    const { app, stack } = createApp({ context: { tokenHash, ...context }, outdir, bundling: false })
    return Template.fromJSON(app.synth().getStackByName(stack.stackName).template)
  } finally {
    delete process.env.CDK_VALIDATION
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** The resources of a type, by logical id. Fails where there is none, so that no loop over them is empty. */
export function resources(template: Template, type: string): Map<string, Resource> {
  const found = Object.entries(template.findResources(type)).map(
    ([id, { Properties = {}, ...rest }]) => [id, { ...rest, Properties }] as const,
  )
  if (found.length === 0) throw new Error(`The template has no ${type}`)
  return new Map(found)
}

/** The logical id that a `Ref` or `Fn::GetAtt` names. */
export function target(reference: unknown): string {
  if (typeof reference === 'object' && reference !== null) {
    if ('Ref' in reference && typeof reference.Ref === 'string') return reference.Ref
    const attribute = 'Fn::GetAtt' in reference ? reference['Fn::GetAtt'] : undefined
    if (Array.isArray(attribute) && typeof attribute[0] === 'string') return attribute[0]
  }
  throw new Error(`This names no resource: ${JSON.stringify(reference)}`)
}

/** A logical id as people read it, without the hash at its end. */
export function readable(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '')
}
