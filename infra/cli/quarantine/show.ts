import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Quarantined } from '../../../shared/events/delivery.ts'
import { explanations } from '../../../shared/ingest/outcome.ts'
import { isReplayed } from '../../../shared/quarantine/claim.ts'
import { subjectIds } from '../../../shared/quarantine/ids.ts'
import { quarantinedIn } from '../../../shared/quarantine/replay.ts'
import { withBody } from '../../../shared/quarantine/replay-row.ts'
import { withBodies } from '../../deployment/bodies.ts'
import { tableOf, withDatabase } from '../../deployment/database.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { oneLine, withoutSteering } from '../../text/one-line.ts'
import { CommandError } from '../errors.ts'
import { type Io, paint } from '../terminal/io.ts'
import { type JsonOptions, printJson } from '../terminal/json.ts'
import { printRows } from '../terminal/table.ts'
import { findRow, idOf } from './rows.ts'

/** Prints a delivery in quarantine: what is wrong with it, and its body as it was received. */
export async function showQuarantined(
  deployment: Deployment,
  id: string,
  { json }: JsonOptions,
  io: Io,
): Promise<void> {
  await withBodies(deployment, (bodies) =>
    withDatabase(deployment, async (client) => {
      const table = tableOf(client, deployment, 'Quarantine')
      const row = await findRow(table, id, io.now(), deployment.quarantineRetention)
      const quarantined = quarantinedIn(row)
      if (quarantined === undefined) {
        throw new CommandError(
          `the row of ${id} cannot be read: use the release of this project that is deployed`,
        )
      }
      const whole = await withBody(quarantined, bodies)
      if (whole === undefined) throw new CommandError('its body is no longer in the bucket')
      const { body } = whole
      if (json) return printJson(io, [{ id: idOf(row), ...row, body }])
      io.out(paint(io, 'bold', oneLine(idOf(row), 300)))
      await printRows(io, fieldsOf(whole, row))
      io.out('')
      io.out(paint(io, 'bold', quarantined.bodyEncoding ? 'Body (not UTF-8: in base64)' : 'Body'))
      io.out(withoutSteering(body, '\uFFFD'))
    }),
  )
}

function fieldsOf(quarantined: Quarantined, row: JsonObject): string[][] {
  const { reason, path, entity, trigger, brand, issues } = quarantined
  const { objectId, userId } = subjectIds(quarantined)
  const replayed = isReplayed(row)
    ? String(row.replayedAt)
    : row.replaying
      ? 'started, and possibly not sent'
      : ''
  const fields: [string, string][] = [
    ['reason', `${reason}: ${explanations[reason].title}`],
    ['path', path || 'none: a consumer moved this message from its queue'],
    ['entity', entity ?? ''],
    ['trigger', trigger ?? ''],
    ['brand', brand ?? ''],
    ['conversation', objectId ?? ''],
    ['user', userId ?? ''],
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
