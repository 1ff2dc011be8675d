import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { createApp } from '../../infra/app.ts'
import type { StageEntry } from '../../infra/stage.ts'

/** Any SHA-256 will do: no test of the template sends a token. */
export const tokenHash = `first:${'0123456789abcdef'.repeat(4)}`

export type Resource = { Properties: Record<string, unknown>; DeletionPolicy?: string }

/** A stage in which no setting has its default. */
export const everySetting = {
  isProduction: true,
  brands: ['Acme', 'Acme Two'],
  requiresBrand: true,
  sourceCidrs: ['192.0.2.0/24', '2001:db8::/32'],
  eventRetention: { Object: 365, User: 30 },
  stateRetention: { Object: 730, User: 30 },
  quarantineRetention: 30,
  defaultCountryCode: '972',
  logRetention: 30,
  throttle: { rate: 50, burst: 70 },
  consumers: { batchSize: 9, batchWindow: 2, maximumConcurrency: 7 },
  alarmEmail: 'on-call@example.com',
  silenceHours: 6,
  silenceHoursOf: { 'Object.OnNewChild': 3, 'User.Login': 72 },
  metricDetail: 'trigger',
  dashboard: true,
  tracing: true,
  events: true,
  eventPayloads: true,
  eventsOfCommands: true,
  encryptionKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  customDomain: {
    name: 'webhooks.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
    hostedZone: { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' },
  },
} satisfies StageEntry

/** Synthesizes a stage with these settings. */
export function synthesizedFrom(entry: StageEntry): Template {
  return synthesized({ stage: 'other' }, { other: entry })
}

/** Synthesizes a stage without bundles and without the checks of app.test.ts, which take most of the time. */
export function synthesized(
  context: Record<string, unknown> = {},
  stages?: Readonly<Record<string, StageEntry>>,
): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'stack-'))
  try {
    const options = { outdir, bundling: false, ...(stages === undefined ? {} : { stages }) }
    const { app, stack } = createApp({ context: { tokenHash, ...context }, ...options })
    return Template.fromJSON(app.synth().getStackByName(stack.stackName).template)
  } finally {
    rmSync(outdir, { recursive: true, force: true })
  }
}

/** What the CDK adds to empty the bucket of a stage that is not in production: body-bucket.test.ts. */
const ofProvider = /^CustomS3AutoDeleteObjects/

/** The resources of a type, by logical id. Throws if there is none, so that no loop over them is empty. */
export function resources(template: Template, type: string): Map<string, Resource> {
  const found = Object.entries(template.findResources(type))
    .filter(([id]) => !ofProvider.test(id))
    .map(([id, { Properties = {}, ...rest }]) => [id, { ...rest, Properties }] as const)
  if (found.length === 0) throw new Error(`The template has no ${type}`)
  return new Map(found)
}

/** The logical id in a `Ref` or `Fn::GetAtt`. */
export function target(reference: unknown): string {
  if (typeof reference === 'object' && reference !== null) {
    if ('Ref' in reference && typeof reference.Ref === 'string') return reference.Ref
    const attribute = 'Fn::GetAtt' in reference ? reference['Fn::GetAtt'] : undefined
    if (Array.isArray(attribute) && typeof attribute[0] === 'string') return attribute[0]
  }
  throw new Error(`Not a reference to a resource: ${JSON.stringify(reference)}`)
}

/** The logical id of the function whose alias is invoked. Throws if a function is invoked without one. */
export function functionBehind(template: Template, reference: unknown): string {
  const names = JSON.stringify(reference)
  for (const [id, { Properties }] of resources(template, 'AWS::Lambda::Alias')) {
    if (names.includes(`{"Ref":"${id}"}`)) return target(Properties.FunctionName)
  }
  throw new Error(`Not a reference to an alias: ${names}`)
}

/** A logical id without the hash at its end. */
export function readable(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '')
}
