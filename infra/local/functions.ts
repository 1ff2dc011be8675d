import * as v from 'valibot'
import type { Assembly } from './assembly.ts'
import type { Endpoints } from './emulators.ts'
import { LocalError, messageOf } from './local-error.ts'
import type { Log } from './log.ts'
import type { Scope } from './resolve.ts'
import { functionType, physicalName, propertiesOf, resourcesOf, shortName } from './resources.ts'
import { runtimeEnvironment } from './runtime-environment.ts'
import { type FunctionProps, HandlerError, openThread, type Thread } from './thread.ts'

/** A function, ready to be invoked: one invocation at a time, as in one execution environment of Lambda. */
export type LocalFunction = {
  props: FunctionProps
  /** Returns what the handler returns. Rejects if it throws, exceeds its timeout, or its thread exits. */
  invoke(event: unknown): Promise<unknown>
  stop(): Promise<void>
}

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

/** Starts a function and waits until its bundle is loaded. @throws LocalError if it does not load */
export async function startFunction(props: FunctionProps, log: Log): Promise<LocalFunction> {
  const label = shortName(props.id)
  let thread: Promise<Thread> | undefined = openThread(props, log)
  let last: Promise<unknown> = thread
  await thread.catch((error: unknown) => {
    throw new LocalError(`Function ${label} does not start: ${messageOf(error)}`)
  })

  async function run(event: string): Promise<unknown> {
    // Work that a function leaves behind may end its thread between two events.
    if ((await thread?.catch(() => undefined))?.ended()) thread = undefined
    thread ??= openThread(props, log)
    try {
      return await (await thread).invoke(event)
    } catch (error) {
      log.error(label, messageOf(error))
      // After an error of the handler the thread can go on; any other error has ended it.
      if (!(error instanceof HandlerError)) thread = undefined
      throw error
    }
  }

  return {
    props,
    invoke(event) {
      const text = JSON.stringify(event)
      const result = last.then(
        () => run(text),
        () => run(text),
      )
      last = result
      return result
    },
    async stop() {
      const open = await thread?.catch(() => undefined)
      thread = undefined
      await open?.close()
    },
  }
}
