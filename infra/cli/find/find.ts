import { readClient } from '../../../shared/client/client.ts'
import { InvalidCursorError } from '../../../shared/client/cursor.ts'
import type { Order, Page } from '../../../shared/client/question.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withSource } from '../../deployment/read-client.ts'
import { decodeEntities } from '../../text/entities.ts'
import { oneLine } from '../../text/one-line.ts'
import { plain } from '../../text/value-text.ts'
import type { SpanOptions } from '../arguments/time.ts'
import { UsageError } from '../errors.ts'
import { announceScan } from '../long-running/scan-cost.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printTable } from '../terminal/table.ts'
import type { Asking, Subject } from './subject.ts'

export type FindOptions = SpanOptions &
  JsonOptions & {
    limit: number
    cursor?: string
    all?: true
    order?: Order
    status?: string
  }

/**
 * Queries the tables, and prints a page of the answer, or all of it.
 *
 * @throws UsageError if the cursor belongs to another question
 */
export async function find(
  deployment: Deployment,
  subject: Subject,
  { asking, value }: { asking: Asking; value: string },
  { all, json, limit: wanted, cursor, order, status, from, to }: FindOptions,
  io: Io,
): Promise<void> {
  const line = progress(io)
  const items: JsonObject[] = []
  let next = cursor
  await withSource(deployment, async (source) => {
    const client = readClient(source)
    const { scans } = asking
    if (scans) await announceScan(source.dynamoDb, deployment, { of: scans, isConsistent: false }, io)
    do {
      const limit = all ? undefined : wanted - items.length
      const asked = { order, status, from, to, limit, cursor: next }
      const page: Page<JsonObject> = await asking.ask(client, value, asked)
      items.push(...page.items)
      next = page.next
      line.show(`${counted(items.length, 'row')} read`)
      // A filter can leave a page short: it is filled up from the next.
    } while (next !== undefined && (all || items.length < wanted))
  })
    .catch((error: unknown) => {
      throw error instanceof InvalidCursorError ? new UsageError(error.message) : error
    })
    .finally(line.clear)
  if (json) return printJson(io, items, next)
  if (items.length === 0) io.err('nothing found')
  else await printItems(subject, items, io)
  if (next !== undefined) io.err(`there is more: --cursor ${next}`)
}

async function printItems(subject: Subject, items: readonly JsonObject[], io: Io): Promise<void> {
  const used = subject.columns.filter((column) => items.some((item) => item[column] !== undefined))
  const rows = items.map((item) => used.map((column) => oneLine(decodeEntities(plain(item[column])))))
  await printTable(io, used, rows)
}
