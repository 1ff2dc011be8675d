import { App, type AppProps, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import settings from '../cdk.json' with { type: 'json' }
import { ConfigurationError, configurationFrom } from './configuration.ts'
import { CommBoxStack } from './stack.ts'
import { type StageEntry, stackNameOf } from './stages.ts'

/** How to make the app without the CDK's command line. */
export type AppOptions = {
  /** What `-c key=value` gives on the command line: `stage`, `tokenHash`, or the CDK's own keys. */
  readonly context?: Readonly<Record<string, unknown>>
  /** Folder of the cloud assembly: template and bundles. A temporary one where absent. */
  readonly outdir?: string
  /** The stages to choose from; those of stages.ts where absent. */
  readonly stages?: Readonly<Record<string, StageEntry>>
  /** `false` makes the template alone and leaves the functions without their code. */
  readonly bundling?: boolean
}

/**
 * The app and its stack, not yet synthesized: `app.synth()` writes the assembly, and throws where a check
 * of cdk-nag or of the CDK finds a fault.
 *
 * @throws {ConfigurationError} on a context that names no stage or lets no token in.
 */
export function createApp(options: AppOptions = {}): { app: App; stack: CommBoxStack } {
  const app = new App(propsFrom(options))
  const context = {
    stage: app.node.tryGetContext('stage'),
    tokenHash: app.node.tryGetContext('tokenHash'),
  }
  const configuration = configurationFrom(context, options.stages)
  const stack = new CommBoxStack(app, stackNameOf(configuration.name), configuration)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  return { app, stack }
}

function propsFrom({ context, outdir, bundling = true }: AppOptions): AppProps {
  return {
    // The command line hands these over by itself; an app that is made in process has no one else to do so.
    context: { ...settings.context, ...(bundling ? {} : { 'aws:cdk:bundling-stacks': [] }), ...context },
    analyticsReporting: settings.versionReporting,
    // Else a failed synthesis would be tried, and reported, a second time as the process ends.
    autoSynth: false,
    ...(outdir === undefined ? {} : { outdir }),
  }
}

/** What needs words and no stack trace: a mistake in the context, or faults of which a report has just been printed. */
function isForPeople(error: unknown): error is Error {
  return error instanceof ConfigurationError || (error instanceof Error && error.name === 'ValidationFailed')
}

if (import.meta.main) {
  try {
    createApp().app.synth()
  } catch (error) {
    if (!isForPeople(error)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
