import * as v from 'valibot'
import type { Assembly } from './assembly.ts'
import type { Endpoints } from './emulators.ts'
import { type LocalFunction, startFunction } from './environments.ts'
import type { Log } from './log.ts'
import type { Scope } from './resolve.ts'
import { functionType, physicalName, propertiesOf, resourcesOf } from './resources.ts'
import { runtimeEnvironment } from './runtime-environment.ts'
import type { FunctionProps } from './thread.ts'

const functionSchema = v.object({
  Code: v.object({ S3Key: v.string() }),
  Handler: v.string(),
  Timeout: v.optional(v.number(), 3),
  MemorySize: v.optional(v.number(), 128),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) }), { Variables: {} }),
})

/** Reads the functions of the template, without those that only CloudFormation invokes. */
export function readFunctions(assembly: Assembly, scope: Scope, endpoints: Endpoints): FunctionProps[] {
  const providers = Object.values(assembly.template.Resources).map(
    ({ Properties }) => Object(Object(Properties.ServiceToken)['Fn::GetAtt'])[0],
  )
  const functions = resourcesOf(assembly, functionType).filter(({ id }) => !providers.includes(id))
  return functions.map((resource) => {
    const { Code, Handler, Timeout, MemorySize, Environment } = propertiesOf(resource, functionSchema, scope)
    const props = {
      id: resource.id,
      name: physicalName(assembly, resource.id),
      arn: String(scope.attribute(resource.id, 'Arn')),
      folder: assembly.asset(Code.S3Key),
      handler: Handler,
      timeout: Timeout,
      memory: MemorySize,
    }
    return { ...props, environment: { ...runtimeEnvironment(props, endpoints), ...Environment.Variables } }
  })
}

/** Starts every function of the template. @throws LocalError that names a function whose bundle does not load */
export async function startFunctions(
  assembly: Assembly,
  scope: Scope,
  endpoints: Endpoints,
  log: Log,
): Promise<LocalFunction[]> {
  const functions = readFunctions(assembly, scope, endpoints)
  const started = await Promise.allSettled(functions.map((props) => startFunction(props, log)))
  const running = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const failed = started.find((outcome) => outcome.status === 'rejected')
  if (!failed) return running
  await Promise.all(running.map((fn) => fn.stop()))
  throw failed.reason
}

/** Whether a text is a function's name or ARN, with or without an alias behind it. */
export function isNameOf({ props: { name, arn } }: LocalFunction, given: string): boolean {
  return [name, arn].some((own) => given === own || given.startsWith(`${own}:`))
}
