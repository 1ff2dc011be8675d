/** What a page shows: the query of its URL. */
export type View = {
  /** The conversation that is open. */
  conversation?: string
  /** The id of the status to show; all if absent. */
  status?: string
  /** A text that what is shown of a conversation must contain, in any case. */
  find?: string
  /** How many conversations and users are listed. */
  rows: number
}

const fewest = 25
const most = 1000

/** Reads a view from a query. Parameters that are not valid are ignored. */
export function viewOf(query: URLSearchParams): View {
  const conversation = query.get('conversation') ?? ''
  const status = query.get('status') ?? ''
  const find = query.get('find')?.trim().slice(0, 100) ?? ''
  const rows = Math.trunc(Number(query.get('rows'))) || fewest
  return {
    ...(/^\d{1,38}$/.test(conversation) ? { conversation } : {}),
    ...(/^\d{1,9}$/.test(status) ? { status } : {}),
    ...(find ? { find } : {}),
    rows: Math.min(Math.max(rows, fewest), most),
  }
}

/** The path and query of a view. */
export function addressOf({ conversation, status, find, rows }: View): string {
  const query = new URLSearchParams({
    ...(conversation ? { conversation } : {}),
    ...(status ? { status } : {}),
    ...(find ? { find } : {}),
    ...(rows > fewest ? { rows: String(rows) } : {}),
  }).toString()
  return query ? `/?${query}` : '/'
}

/** The same view with twice as many rows. */
export function withMore(view: View): View {
  return { ...view, rows: view.rows * 2 }
}
