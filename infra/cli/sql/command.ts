import { type Command, Option } from 'commander'
import { type DeploymentOptions, readDeployment } from '../../deployment/outputs-file.ts'
import { withDeployment } from '../arguments/deployment.ts'
import { UsageError } from '../errors.ts'
import type { Io } from '../terminal/io.ts'
import { type JsonOptions, withJson } from '../terminal/json.ts'

type Options = DeploymentOptions &
  JsonOptions & {
    file?: string
    sync?: true
    format: 'table' | 'csv' | 'json' | 'parquet'
    output?: string
    force?: true
  }

const help = `
The statement is DuckDB's SQL, on a copy of all tables on this machine, in
.local/sql. It can only read. The copy is made by the first command; --sync
reads the tables whole and replaces it, and says before what that costs. Without
a statement there is a prompt, on which Ctrl-C stops a query.

docs/sql.md describes the views: conversations, messages, first_responses, …
"report" has ten saved questions.

Examples:
  npm run commbox -- sql 'SELECT status, count(*) FROM conversations GROUP BY 1'
  npm run commbox -- sql --sync --file question.sql --format csv --output answer.csv
  npm run commbox -- sql`

/** `sql`: asks anything of a local copy of the tables. */
export function define(command: Command, io: Io): void {
  withCopyOptions(withJson(withDeployment(command)))
    .argument('[statement]', 'SQL; without it standard input, or a prompt')
    .option('--file <file>', 'a file that has the statement')
    .addOption(
      new Option('--format <format>', 'of the result')
        .choices(['table', 'csv', 'json', 'parquet'])
        .default('table'),
    )
    .option('--output <file>', 'write to a file instead of the standard output')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', help)
    .action(async (statement: string | undefined, { json, ...options }: Options) => {
      if (statement !== undefined && options.file !== undefined)
        throw new UsageError('pass a statement or --file, not both')
      const deployment = readDeployment(options, io.env)
      const { runSql } = await import('./run.ts')
      await runSql(deployment, statement, { ...options, ...(json ? { format: 'json' } : {}) }, io)
    })
}

/** Adds `--sync`, which commands on the local copy have. */
export function withCopyOptions(command: Command): Command {
  return command.option('--sync', 'read the tables again, and replace the local copy')
}
