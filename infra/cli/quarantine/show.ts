import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Quarantined } from '../../../shared/events/delivery.ts'
import { explanations } from '../../../shared/ingest/outcome.ts'
import { quarantinedIn } from '../../../shared/quarantine/replay.ts'
import { withBody } from '../../../shared/quarantine/replay-row.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { CommandError } from '../errors.ts'
import { columns, oneLine } from '../terminal/columns.ts'
import { type Io, paint } from '../terminal/io.ts'
import { findRow, idOf, isReplayed } from './rows.ts'

/** Prints a row: what is wrong with it, and its body as it was received. */
export async function showQuarantined(
  deployment: Deployment,
  id: string,
  { today, json }: { today: string; json?: true },
  io: Io,
): Promise<void> {
  await withBodies(deployment, (bodies) =>
    withDatabase(deployment, async (client) => {
      const row = await findRow(tableOf(client, deployment, 'Quarantine'), id, today)
      const quarantined = quarantinedIn(row)
      if (quarantined === undefined) throw new CommandError(`the row of ${id} is no quarantined delivery`)
      const { body } = await withBody(quarantined, bodies)
      if (json) return io.out(JSON.stringify({ id: idOf(row), ...row, body }, null, 2))
      io.out(paint(io, 'bold', oneLine(idOf(row), 300)))
      for (const line of columns(fieldsOf(quarantined, row))) io.out(line)
      io.out('')
      io.out(paint(io, 'bold', quarantined.bodyEncoding ? 'Body (no UTF-8: in base64)' : 'Body'))
      io.out(harmless(body))
    }),
  )
}

function fieldsOf(quarantined: Quarantined, row: JsonObject): string[][] {
  const { reason, path, entity, trigger, brand, issues } = quarantined
  const replayed = isReplayed(row)
    ? String(row.replayedAt)
    : row.replaying
      ? 'begun, and perhaps not sent'
      : ''
  const fields: [string, string][] = [
    ['reason', `${reason}: ${explanations[reason].title}`],
    ['path', path || 'none: a message that a consumer set aside'],
    ['entity', entity ?? ''],
    ['trigger', trigger ?? ''],
    ['brand', brand ?? ''],
    ['replayed', replayed],
    ['expires', new Date(Number(row.expiresAt) * 1000 || 0).toISOString().slice(0, 10)],
    ...issues.map((issue): [string, string] => ['wrong', issueText(issue)]),
  ]
  return fields.filter(([, text]) => text !== '').map(([name, text]) => [name, oneLine(text, 300)])
}

/** `payload.Id: expected an id, received nothing` */
export function issueText({ path, expected, received }: Quarantined['issues'][number]): string {
  return `${path && `${path}: `}expected ${expected}, received ${received}`
}

/** A body of strangers, without what would steer the terminal. */
function harmless(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, '\uFFFD')
}
