import { App, type AppProps, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import settings from '../cdk.json' with { type: 'json' }
import { ConfigurationError, configurationFrom } from './configuration.ts'
import { CommBoxStack } from './stack.ts'
import type { StageEntry } from './stage.ts'
import { stackNameOf } from './stages.ts'

/** How to create the app without the CDK's command line. */
export type AppOptions = {
  /** The same as `-c key=value` on the command line: `stage`, `tokenHash`, or the CDK's own keys. */
  readonly context?: Readonly<Record<string, unknown>>
  /** Folder of the cloud assembly (template and bundles); default: a temporary one. */
  readonly outdir?: string
  /** The stages to choose from; default: those of stages.ts. */
  readonly stages?: Readonly<Record<string, StageEntry>>
  /** `false` synthesizes only the template, with functions that have no code. */
  readonly bundling?: boolean
}

/**
 * Creates the app and its stack, not yet synthesized. `app.synth()` writes the assembly, and throws if a rule of
 * cdk-nag or of the CDK is violated.
 *
 * @throws {ConfigurationError} if the stage is unknown or its settings are wrong
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
    // The CDK's command line passes the context of cdk.json; an app that runs in this process reads it here.
    context: { ...settings.context, ...(bundling ? {} : { 'aws:cdk:bundling-stacks': [] }), ...context },
    analyticsReporting: settings.versionReporting,
    // Otherwise the CDK repeats a failed synthesis, and its report, when the process ends.
    autoSynth: false,
    ...(outdir === undefined ? {} : { outdir }),
  }
}

/** Whether the message is enough, without a stack trace: a configuration mistake, or violations already reported. */
function isExplained(error: unknown): error is Error {
  return error instanceof ConfigurationError || (error instanceof Error && error.name === 'ValidationFailed')
}

if (import.meta.main) {
  try {
    createApp().app.synth()
  } catch (error) {
    if (!isExplained(error)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
