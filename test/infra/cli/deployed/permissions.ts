import type { Needed } from '../../wire.ts'

/** The permissions that a command needed, by kind of resource: `table`, `index`, … */
export type CommandPermissions = { command: string; needed: ReadonlySet<string> }

const writes = /:(Put|Update|Delete|BatchWrite|Send|Start\w+MoveTask|StartMessage|Cancel)/

/** Says for what kind of resource a permission was needed: `dynamodb:Query on an index`. */
export function kindOf({ action, on }: Needed): string {
  return `${action} on ${kind(action, on)}`
}

function kind(action: string, on: string): string {
  const [service] = action.split(':')
  if (service === 'sqs') return on.includes('DeadLetterQueue') ? 'a dead-letter queue' : 'a queue'
  if (service === 's3') return action.startsWith('s3:ListBucket') ? 'the bucket' : 'an object'
  if (service === 'logs') return 'log groups'
  if (service === 'cloudwatch') return 'alarms'
  if (on.includes('/stream/')) return 'a stream'
  return on.includes('/index/') ? 'an index' : 'a table'
}

/** The ARNs of a kind of resource, with blanks in angle brackets. */
const arns: Record<string, string> = {
  'a table': 'arn:aws:dynamodb:<region>:<account>:table/<stack>-*',
  'an index': 'arn:aws:dynamodb:<region>:<account>:table/<stack>-*/index/*',
  'a stream': 'arn:aws:dynamodb:<region>:<account>:table/<stack>-*/stream/*',
  'a queue': 'arn:aws:sqs:<region>:<account>:<stack>-*',
  'a dead-letter queue': 'arn:aws:sqs:<region>:<account>:<stack>-*DeadLetterQueue*',
  'an object': 'arn:aws:s3:::<bucket>/*',
  'the bucket': 'arn:aws:s3:::<bucket>',
  // These do not take only the resources of one stack.
  'log groups': '*',
  alarms: '*',
}

/** The page of permissions: a table by command, a policy to read, one to erase and one to operate. */
export function permissionsPage(commands: readonly CommandPermissions[]): string {
  const isReader = ({ needed }: CommandPermissions) => ![...needed].some((each) => writes.test(each))
  const rows = commands.map((each) => `| \`${each.command}\` | ${cellOf(each.needed)} |`)
  const readers = commands.filter(isReader)
  const names = readers.map(({ command }) => `\`${command}\``).join(', ')
  return `# Permissions of the commands

Which permissions the commands need on a deployed stack. A test runs each command and records its calls to AWS, and writes this page (\`npm run unit -- --config test/vitest.extended.config.ts deployed -u\`). It has not been tried on AWS. Fill in what is in angle brackets; the outputs file has the name of the bucket (\`LargeBodiesBucket\`).

| command | needs |
| --- | --- |
${rows.join('\n')}

\`s3:ListBucket\` is never called. With it S3 answers 404 for a body that has expired, and [403 without it](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). A stage with \`encryptionKeyArn\` needs \`kms:Decrypt\` on the key to read, and \`kms:GenerateDataKey\` as well to write. A stage with \`stateRetention\` needs \`dynamodb:BatchGetItem\` for \`find\` as well. A bucket with versions, as in production, needs \`s3:GetObjectVersion\` beside \`s3:GetObject\` for \`privacy\`. \`restore --from\` reads another table: add it to the policy.

## To read

${names}:

${policyOf(readers)}

## To erase

\`privacy\`. Give it to few people: nothing that it erases can be restored. In production it also needs \`s3:GetObjectVersion\` on objects, since the bucket has versions:

${policyOf(commands.filter(({ command }) => command.startsWith('privacy')))}

## To operate

All commands except \`privacy erase\`:

${policyOf(commands.filter(({ command }) => command !== 'privacy erase'))}
`
}

/** `on a table: dynamodb:GetItem, dynamodb:Query; …` */
function cellOf(needed: ReadonlySet<string>): string {
  const byKind = byResource(needed)
  if (byKind.size === 0) return 'nothing'
  return [...byKind].map(([name, actions]) => `${actions.join(', ')} on ${name}`).join('; ')
}

/** The actions of each kind of resource, in the order of `arns`. */
function byResource(needed: Iterable<string>): Map<string, string[]> {
  const all = [...needed].map((text) => text.split(' on ') as [string, string])
  const byKind = Map.groupBy(all, ([, name]) => name)
  return new Map(
    Object.keys(arns).flatMap((name) => {
      const actions = byKind.get(name)?.map(([action]) => action)
      return actions ? [[name, [...new Set(actions)].sort()] as const] : []
    }),
  )
}

function policyOf(commands: readonly CommandPermissions[]): string {
  const needed = [...commands.flatMap((each) => [...each.needed]), 's3:ListBucket on the bucket']
  const Statement = [...byResource(needed)].map(([name, Action]) => ({
    Effect: 'Allow',
    Action,
    Resource: arns[name],
  }))
  return `\`\`\`json\n${JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)}\n\`\`\``
}
