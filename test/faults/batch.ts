import * as v from 'valibot'

/*
 * Batch requests of DynamoDB cut in two, as DynamoDB itself does where it is short of capacity: one part is done,
 * the other is given back.
 */

const writes = v.array(v.unknown())
const gets = v.looseObject({ Keys: v.array(v.unknown()) })
const batch = v.looseObject({ RequestItems: v.record(v.string(), v.union([writes, gets])) })

/** A batch cut in two: the request for what is done, if anything is, and what an answer says of the rest. */
export type Split = { done: string | undefined; undone: Record<string, unknown> }

/** Cuts the batch of a request in two. `isDone` is asked about each member of a table, given how many there are. */
export function split(body: string, isDone: (index: number, count: number) => boolean): Split {
  const { RequestItems, ...rest } = v.parse(batch, JSON.parse(body))
  const done: Record<string, unknown> = {}
  const undone: Record<string, unknown> = {}
  for (const [table, wanted] of Object.entries(RequestItems)) {
    const members = Array.isArray(wanted) ? wanted : wanted.Keys
    const holding = (some: unknown[]) => (Array.isArray(wanted) ? some : { ...wanted, Keys: some })
    const parts = Object.groupBy(members, (_, index) => (isDone(index, members.length) ? 'done' : 'undone'))
    if (parts.done) done[table] = holding(parts.done)
    if (parts.undone) undone[table] = holding(parts.undone)
  }
  const isAny = Object.keys(done).length > 0
  return { done: isAny ? JSON.stringify({ ...rest, RequestItems: done }) : undefined, undone }
}

/** The member of an answer that gives back what was not done. */
export function undoneMember(operation: string): 'UnprocessedItems' | 'UnprocessedKeys' {
  return operation === 'BatchWriteItem' ? 'UnprocessedItems' : 'UnprocessedKeys'
}
