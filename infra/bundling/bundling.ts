import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'

/**
 * Modules that ours stand in for, by paths from the root of the project, where esbuild is started. Why, and what
 * each saves: docs/adr/0006-bundle-aliases.md.
 */
const everywhere = [
  // As an ES module, node:http takes ten times as long to load as through `require`.
  'node:http=./infra/bundling/node-http.cjs',
  // As an ES module, node:process opens standard input.
  'node:process=./infra/bundling/node-process.cjs',
  // Credentials of people and of other computers: a Lambda function has its own in its environment.
  '@aws-sdk/credential-provider-node=./infra/bundling/credentials.ts',
]

/** S3 streams its checksums, SQS and DynamoDB do not. */
const whereNothingStreams = [
  ...everywhere,
  '@smithy/core/checksum=./infra/bundling/checksum.ts',
  '@smithy/core/event-streams=./infra/bundling/event-streams.ts',
]

/** The module that functions/lazy-bucket.ts imports when a large body comes. */
const bucketModule = './bucket.mjs'

/**
 * How every function is bundled, by the esbuild of this project (no Docker): one ES module that holds the SDK too.
 * No source maps: reading one takes longer than a cold start.
 */
const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  mainFields: ['module', 'main'],
  target: 'node24',
  minify: true,
  bundleAwsSDK: true,
  logLevel: LogLevel.ERROR,
  esbuildArgs: { '--alias': whereNothingStreams },
}

/** The same, with the bucket's client in a second file that is loaded only when it is needed. */
const withBucket: BundlingOptions = {
  ...bundling,
  externalModules: [bucketModule],
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_root, folder) => [
      [
        `node_modules/.bin/esbuild functions/bucket.ts --outfile=${folder}/${bucketModule}`,
        '--bundle --platform=node --format=esm --target=node24 --minify --main-fields=module,main --log-level=error',
        ...everywhere.map((alias) => `--alias:${alias}`),
      ].join(' '),
    ],
  },
}

export function bundlingOf({ usesBucket }: { usesBucket: boolean }): BundlingOptions {
  return usesBucket ? withBucket : bundling
}
