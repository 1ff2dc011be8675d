import type { JsonObject } from '../../../../shared/commbox/json.ts'
import type { Delivery } from '../../../../shared/events/delivery.ts'
import { commbox, type Ran, scratchFolder } from '../command-line.ts'
import { type RebuildTables, startTables } from '../rebuild/tables.ts'

export type CopiedTables = RebuildTables & {
  /** Runs a command on the tables, at a time of its own. */
  run(args: string[], terminal?: Parameters<typeof commbox>[2]): Promise<Ran>
  /** Makes the local copy again. */
  sync(): Promise<Ran>
  /** The rows of a statement. */
  ask(statement: string): Promise<JsonObject[]>
  /** The folder of the local copy. */
  folder: string
}

/** Tables with what consumers make of deliveries, and commands on their local copy. */
export async function copiedTables(deliveries: readonly Delivery[], now: string): Promise<CopiedTables> {
  const tables = await startTables({ ReportTimeZone: 'Asia/Jerusalem' })
  for (const [entity, some] of Map.groupBy(deliveries, (each) => each.entity)) {
    const failed = await tables.consume(some)
    if (failed > 0) throw new Error(`${failed} deliveries of ${entity} were not stored`)
  }
  const folder = scratchFolder()
  const run: CopiedTables['run'] = (args, terminal) =>
    commbox(
      [...args, '--outputs', tables.outputs],
      { COMMBOX_LOCAL_DIR: folder },
      { now: () => new Date(now), ...terminal },
    )
  return {
    ...tables,
    folder,
    run,
    sync: () => run(['sql', 'SELECT 1', '--sync']),
    async ask(statement) {
      const { code, out, err } = await run(['sql', statement, '--json'])
      if (code !== 0) throw new Error(err)
      return JSON.parse(out).items
    },
  }
}
