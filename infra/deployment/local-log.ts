import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from './errors.ts'
import { countDrift, entryIn, type FunctionLog, isAccepted, nameOf, text } from './function-log.ts'

/** Opens the log file of the local stack, which each start empties. */
export function localLog(folder: string): FunctionLog {
  const read = async (from: number) => {
    const file = await readFile(join(folder, 'functions.log'), 'utf8').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return ''
      throw error
    })
    return file
      .split('\n')
      .flatMap((line) => entryIn(line))
      .filter(({ timestamp }) => Date.parse(String(timestamp)) >= from)
  }
  return {
    async since(from) {
      const kinds = Map.groupBy(await read(from), ({ message, entity, trigger, token }) =>
        JSON.stringify([message, entity, trigger, token]),
      )
      return [...kinds.values()].map((entries) => {
        const [{ message, entity, trigger, token } = {}] = entries
        const sum = (name: string) => entries.reduce((all, entry) => all + Number(entry[name] ?? 0), 0)
        const ahead = entries.flatMap(({ clockAheadMs }) =>
          clockAheadMs === undefined ? [] : [Number(clockAheadMs)],
        )
        return {
          ...{ message: text(message), entity: text(entity), trigger: text(trigger), token: text(token) },
          lines: entries.length,
          last: Math.max(...entries.map(({ timestamp }) => Date.parse(String(timestamp)))),
          unknown: sum('Drift'),
          stored: sum('Stored'),
          onlyIds: sum('onlyIds'),
          ...(ahead.length > 0 ? { clockAheadMs: Math.max(...ahead) } : {}),
          brandConflicts: sum('BrandConflicts'),
        }
      })
    },
    acceptedSince: async (from) => (await read(from)).filter(isAccepted).map(nameOf),
    driftSince: async (from) => countDrift((await read(from)).filter(({ Drift }) => Drift !== undefined)),
    close: () => {},
  }
}
