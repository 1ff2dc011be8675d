import { createHash } from 'node:crypto'
import { credentials, region } from '../../../infra/local/account.ts'
import { pipelines } from '../../../shared/runtime/names.ts'
import { environment } from '../../../shared/runtime/variables.ts'

/** The token of the bench's sender, and its entry in the stack's configuration. */
export const token = 'a-token-for-the-bench'
export const tokenHash = `bench:${createHash('sha256').update(token).digest('hex')}`

/** The environment of every function of the bench, as on Lambda. */
export function functionEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    LAMBDA_TASK_ROOT: '/var/task',
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
    TZ: ':UTC',
    [environment.tokenHashes]: tokenHash,
    [environment.bucketName]: 'bucket',
    [environment.stackName]: 'Bench',
    [environment.entity]: 'Object',
    [environment.tableName]: 'Object',
    [environment.quarantineTableName]: 'Quarantine',
    ...Object.fromEntries(pipelines.map((name) => [environment.queueUrl(name), `${endpoint}/1/${name}`])),
  }
}
