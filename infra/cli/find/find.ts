import { InvalidCursorError } from '../../../shared/client/cursor.ts'
import type { Order, Page } from '../../../shared/client/question.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withReadClient } from '../../deployment/read-client.ts'
import { plain } from '../../text/state-text.ts'
import { UsageError } from '../errors.ts'
import { columns, oneLine } from '../terminal/columns.ts'
import { counted } from '../terminal/count.ts'
import { type Io, paint, progress } from '../terminal/io.ts'
import type { Subject } from './subjects.ts'

export type FindOptions = {
  limit: number
  cursor?: string
  all?: true
  json?: true
  order?: Order
  status?: string
  from?: string
  to?: string
}

/**
 * Puts a question to the tables, and prints a page of the answer, or all of it.
 *
 * @throws UsageError when the cursor or the value is none of this question
 */
export async function find(
  deployment: Deployment,
  subject: Subject,
  { selector, value }: { selector: Subject['selectors'][number]; value: string },
  options: FindOptions,
  io: Io,
): Promise<void> {
  const { all, json, ...asked } = options
  const line = progress(io)
  const items: JsonObject[] = []
  let next = asked.cursor
  await withReadClient(deployment, async (client) => {
    do {
      const limit = all ? undefined : asked.limit - items.length
      const page: Page<JsonObject> = await selector.ask(client, value, { ...asked, limit, cursor: next })
      items.push(...page.items)
      next = page.next
      line.show(`${counted(items.length, 'row')} read`)
      // A filter can leave a page short: it is filled from the next.
    } while (next !== undefined && (all || items.length < asked.limit))
  })
    .catch((error: unknown) => {
      const isOfArguments = error instanceof InvalidCursorError || error instanceof RangeError
      throw isOfArguments ? new UsageError(error.message) : error
    })
    .finally(line.clear)
  if (json) return io.out(JSON.stringify({ items, ...(next ? { next } : {}) }, null, 2))
  for (const row of rows(subject, items, io)) io.out(row)
  if (items.length === 0) io.err('nothing found')
  if (next !== undefined) io.err(`there is more: --cursor ${next}`)
}

function rows(subject: Subject, items: readonly JsonObject[], io: Io): string[] {
  const used = subject.columns.filter((column) => items.some((item) => item[column] !== undefined))
  const [head, ...lines] = columns([
    used,
    ...items.map((item) => used.map((column) => oneLine(plain(item[column])))),
  ])
  return items.length === 0 || head === undefined ? [] : [paint(io, 'bold', head), ...lines]
}
