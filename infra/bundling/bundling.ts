import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'

/**
 * Modules that our own replace. Paths are relative to the root of the project, where esbuild runs. Reasons and
 * savings: docs/adr/0006-bundle-aliases.md.
 */
const everywhere = [
  // Imported as an ES module, node:http takes ten times as long to load as with `require`.
  'node:http=./infra/bundling/node-http.cjs',
  // Imported as an ES module, node:process opens standard input.
  'node:process=./infra/bundling/node-process.cjs',
  // It looks for credentials of people and other computers; a Lambda function has its own in its environment.
  '@aws-sdk/credential-provider-node=./infra/bundling/credentials.ts',
  // It separates several invocations in one environment, which Lambda's functions do not have.
  '@aws/lambda-invoke-store=./infra/bundling/invoke-store.ts',
]

/** For SQS and DynamoDB. S3 streams bodies and checksums and needs these modules. */
const withoutStreams = [
  ...everywhere,
  '@smithy/core/checksum=./infra/bundling/checksum.ts',
  '@smithy/core/event-streams=./infra/bundling/event-streams.ts',
]

/** What a function imports only when it is needed, each a file beside its own, and its source. */
const lazy = {
  'bucket.mjs': 'functions/bucket.ts',
  'other-bodies.mjs': 'shared/ingest/other-bodies.ts',
}

/**
 * Bundles a function with this project's esbuild (no Docker) into one ES module that includes the SDK. No source
 * maps: reading one takes longer than a cold start.
 */
const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  mainFields: ['module', 'main'],
  target: 'node24',
  minify: true,
  bundleAwsSDK: true,
  logLevel: LogLevel.ERROR,
  esbuildArgs: { '--alias': withoutStreams },
}

/** The same, with further files that are loaded only when needed. */
function withLazy(files: readonly (keyof typeof lazy)[]): BundlingOptions {
  return {
    ...bundling,
    externalModules: files.map((file) => `./${file}`),
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_root, folder) =>
        files.map((file) =>
          [
            `node_modules/.bin/esbuild ${lazy[file]} --outfile=${folder}/${file}`,
            '--bundle --platform=node --format=esm --target=node24 --minify --main-fields=module,main --log-level=error',
            ...everywhere.map((alias) => `--alias:${alias}`),
          ].join(' '),
        ),
    },
  }
}

const withBucket = withLazy(['bucket.mjs'])
const ofIngest = withLazy(['bucket.mjs', 'other-bodies.mjs'])

/** Returns the bundling options of a function. @param entry its file in `functions/` */
export function bundlingOf({ entry, usesBucket }: { entry: string; usesBucket: boolean }): BundlingOptions {
  if (entry === 'ingest.lambda.ts') return ofIngest
  return usesBucket ? withBucket : bundling
}
