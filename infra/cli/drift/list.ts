import { openLog } from '../../deployment/cloudwatch-log.ts'
import { type FoundDrift, readDrift } from '../../deployment/drift.ts'
import { type Deployment, localFolder } from '../../deployment/outputs-file.ts'
import { withReadClient } from '../../deployment/read-client.ts'
import { oneLine } from '../../text/one-line.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printTable } from '../terminal/table.ts'

const day = 24 * 60 * 60 * 1000

/** Prints what CommBox sends that the deployed version does not know, the newest first. */
export async function listDrift(
  deployment: Deployment,
  { days, json }: JsonOptions & { days: number },
  io: Io,
): Promise<void> {
  const line = progress(io)
  line.show('reading')
  const log = openLog(deployment, localFolder(io.env))
  const found = await withReadClient(deployment, (client) =>
    readDrift(client, log, io.now().getTime() - days * day),
  ).finally(() => {
    log.close()
    line.clear()
  })
  if (json) return printJson(io, found)
  if (found.length === 0) return io.out('CommBox has sent nothing that the deployed version does not know')
  const heading = ['Where', 'Type', 'First', 'Last', `In ${counted(days, 'day')}`, 'Delivery', 'Line']
  await printTable(io, heading, found.map(cellsOf))
}

function cellsOf({ entity, trigger, path, type, firstDay, lastDay, count, ...more }: FoundDrift): string[] {
  const { deliveryId, isKnown, line } = more
  const where = `${entity}.${trigger} ${path}`
  const advice = isKnown ? 'this version knows it: deploy, then rebuild' : line
  const cells = [where, type, firstDay, lastDay, String(count), deliveryId, advice]
  return cells.map((cell) => oneLine(cell, 200))
}
