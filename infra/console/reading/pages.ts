import type { Page } from '../../../shared/client/question.ts'

/**
 * Reads pages of an answer until there are `limit` items or it ends. `isCut` says whether there may be more.
 *
 * @param ask requests one page, such as `(cursor) => client.quarantine.ofDay(day, { limit, cursor })`
 */
export async function readPages<Item>(
  limit: number,
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<{ items: Item[]; isCut: boolean }> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined && items.length < limit)
  return { items: items.slice(0, limit), isCut: cursor !== undefined || items.length > limit }
}
