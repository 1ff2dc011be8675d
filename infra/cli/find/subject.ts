import type { ReadClient } from '../../../shared/client/client.ts'
import type { Ordered, Page } from '../../../shared/client/question.ts'
import type { Span } from '../../../shared/client/span.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import { readDay, readMonth } from '../arguments/time.ts'
import type { Whole } from '../long-running/scan-cost.ts'

type Asked = Ordered & Span & { status?: string | undefined }

/** A question, and what it reads whole, which is announced. */
export type Asking = {
  ask(client: ReadClient, value: string, asked: Asked): Promise<Page<JsonObject>>
  scans?: readonly Whole[]
}

/** An option that chooses rows, and the question that it asks. */
export type Selector = Asking & {
  flag: string
  description: string
  /** Checks the value of the option; by default that of `<id>` is digits. */
  read?(text: string): string
  /** The option that this one narrows if both are given. */
  narrows?: string
}

/** What can be queried, by which options, and the columns that are shown. */
export type Subject = {
  name: string
  description: string
  selectors: readonly Selector[]
  /** The question without any option; if absent, one is required. */
  every?: Asking
  columns: readonly string[]
  /** Takes --from and --to. */
  hasSpan?: true
  example: string
}

/** Adds to each item of a page what is true now of the thing that it finds. */
export async function withStates<Item extends JsonObject>(
  asked: Promise<Page<Item>>,
  get: (item: Item) => Promise<JsonObject | undefined>,
): Promise<Page<JsonObject>> {
  const page = await asked
  const items = await Promise.all(page.items.map(async (item) => ({ ...item, ...(await get(item)) })))
  return { ...page, items }
}

type Ask = (value: string, asked: Asked) => Promise<Page<JsonObject>>

/** The options for what customers submit in a conversation, which is indexed by day and month. */
export function ofConversationDayAndMonth(
  of: (client: ReadClient) => Record<'ofConversation' | 'ofDay' | 'ofMonth', Ask>,
): Selector[] {
  return [
    {
      flag: '--conversation <id>',
      description: 'of a conversation',
      ask: (client, id, asked) => of(client).ofConversation(id, asked),
    },
    {
      flag: '--day <day>',
      description: 'of a UTC day, such as 2026-11-24',
      read: readDay,
      ask: (client, day, asked) => of(client).ofDay(day, asked),
    },
    {
      flag: '--month <month>',
      description: 'of a UTC month, such as 2026-11',
      read: readMonth,
      ask: (client, month, asked) => of(client).ofMonth(month, asked),
    },
  ]
}
