import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { outputs, pipelines, stackName } from '../../../../shared/runtime/names.ts'
import { type Needed, wire } from '../../wire.ts'
import { commbox, outputsFile, type Ran } from '../command-line.ts'
import { type Running, startRunning } from '../stack/running.ts'
import { type LogGroups, startCloudWatch } from './cloudwatch.ts'

/** The local stack as its commands see a deployed one, behind a wire that records the permissions of their calls. */
export type DeployedStack = Running & {
  /** Runs a command with the outputs file of a deployment, and says which permissions it needed. */
  command(args: string, terminal?: Parameters<Running['run']>[1]): Promise<Ran & { needed: Needed[] }>
  name(output: string): string
}

/** Sets the environment of this process: the SDK reads endpoints, region and credentials of a deployment there. */
export async function startDeployed(): Promise<DeployedStack> {
  const running = await startRunning()
  const { endpoints } = running.stack
  const cloudWatch = await startCloudWatch(() => logGroups(running.dir))
  const recorder = await wire(() => ({
    dynamodb: endpoints.dynamoDb,
    s3: endpoints.s3,
    sqs: endpoints.sqs,
    logs: cloudWatch.endpoint,
    monitoring: cloudWatch.endpoint,
  }))
  const { [stackName]: values, Local } = running.stack.outputs
  const queues = pipelines.flatMap((pipeline) => [outputs.queue(pipeline), outputs.deadLetterQueue(pipeline)])
  const file = outputsFile({
    [stackName]: {
      ...values,
      // The SDK sends a message to the host in the URL of its queue.
      ...Object.fromEntries(
        queues.map((output) => [output, `${recorder.endpoint}${new URL(values[output] ?? '').pathname}`]),
      ),
    },
  })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: recorder.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: Local.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Local.SecretAccessKey,
  })
  return {
    ...running,
    async command(args, terminal) {
      recorder.needed.length = 0
      const ran = await commbox(
        [...args.split(' '), '--outputs', file],
        { COMMBOX_LOCAL_DIR: running.dir },
        { now: running.now, ...terminal },
      )
      return { ...ran, needed: [...recorder.needed] }
    },
    name: (output) => values[output] ?? '',
    async stop() {
      await recorder.close()
      await cloudWatch.close()
      await running.stop()
    },
  }
}

/** The functions' lines in log groups that are named as CloudFormation names them. */
function logGroups(dir: string): LogGroups {
  const lines = readFileSync(join(dir, 'functions.log'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, time = '', label = '', message = ''] = /^(\S+) (\S+) (.*)$/.exec(line) ?? []
      return time.endsWith('Z') ? [{ label, timestamp: Date.parse(time), message }] : []
    })
  const byLabel = Map.groupBy(lines, ({ label }) => `${stackName}-${label}Logs0A1B2C3D-AbCdEfGh`)
  return new Map([...byLabel, [`${stackName}-prod-IngestFunctionLogs0A1B2C3D-AbCdEfGh`, []]])
}
