import { withPayloads } from '../../../shared/client/payloads.ts'
import { attributesOf } from '../../../shared/client/schemas.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import type { Deployment } from '../../deployment/outputs-file.ts'
import { withSource } from '../../deployment/read-client.ts'
import type { SpanOptions } from '../arguments/time.ts'
import { CommandError } from '../errors.ts'
import { interruptible } from '../long-running/interruptible.ts'
import { bar } from '../terminal/bar.ts'
import { counted } from '../terminal/count.ts'
import { type Io, progress } from '../terminal/io.ts'
import { withAnswerColumns, withAnswers } from './answers.ts'
import { fileOutput } from './file-output.ts'
import { formats } from './formats.ts'
import { standardOutput } from './output.ts'
import { openReading } from './reading.ts'

export type ExportOptions = SpanOptions & {
  entity: Entity
  kind: 'events' | 'states'
  format: keyof typeof formats
  /** How many items are read at once. */
  page?: number
  output?: string
  /** Whether a file that exists is replaced. */
  force?: true
}

/**
 * Writes all events or states of a table, page by page, so that no more than a page is in memory.
 *
 * @throws CommandError if it was interrupted
 */
export async function exportTable(deployment: Deployment, options: ExportOptions, io: Io): Promise<void> {
  const { entity, kind, from, to, output: file } = options
  const format = formats[options.format]
  const tableName = deployment.tableName(entity)
  const identity = JSON.stringify([tableName, kind, options.format, from ?? null, to ?? null])
  const output = file === undefined ? standardOutput(io) : await fileOutput(file, identity, options.force)
  const line = progress(io)
  let rows = output.start?.rows ?? 0
  if (output.start) io.err(`resumes after ${counted(rows, 'row')}`)
  let isWhole = false
  try {
    await withSource(deployment, ({ dynamoDb, bodies }) =>
      interruptible(io, async (stop) => {
        const hasAnswers = entity === 'Form' && options.format === 'csv'
        const isTwice = hasAnswers && output.start === undefined
        const reading = await openReading(dynamoDb, deployment, options, io, isTwice)
        const all = attributesOf(entity, kind)
        const columns = output.start?.columns ?? (hasAnswers ? await withAnswerColumns(all, reading) : all)
        if (!output.start) await output.write(format.head(columns))
        let scanned = 0
        for await (const page of reading.pages(output.start?.position)) {
          const items = page.items.map(withoutRegisters).map(hasAnswers ? withAnswers : (item) => item)
          const whole = options.format === 'csv' ? items : await withPayloads(items, bodies, () => true)
          await output.write(format.page(whole, columns, rows === 0))
          rows += items.length
          scanned += page.scanned
          if (page.next) await output.reached(page.next, rows, columns)
          line.show(`${bar(scanned, reading.total)} ${counted(rows, 'row')}`)
          isWhole = page.next === undefined
          if (stop.signal.aborted) break
        }
      }),
    )
    if (isWhole) {
      await output.write(format.foot)
      await output.finish()
    }
  } finally {
    line.clear()
    await output.close()
  }
  if (!isWhole) {
    const advice = file
      ? ': run the same command to resume'
      : ': --output makes an export that can be resumed'
    throw new CommandError(`interrupted after ${counted(rows, 'row')}${advice}`)
  }
  if (file !== undefined) io.out(`${counted(rows, 'row')} in ${file}`)
}

/** Removes what only the writers use. */
function withoutRegisters({ registers: _registers, revision: _revision, ...item }: JsonObject): JsonObject {
  return item
}
