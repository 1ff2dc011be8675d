import { InvalidArgumentError } from 'commander'
import { readId } from '../../../shared/commbox/id.ts'
import { type Entity, entities, findByName } from '../../../shared/commbox/names.ts'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { UsageError } from '../errors.ts'
import { choicesText } from './one-of.ts'

export const entityNames = entities.join(', ').toLowerCase()
export const pipelineNames = pipelines.join(', ').toLowerCase()

/** Reads the name of an entity, in any case. */
export function readEntity(text: string): Entity {
  return readName(entities, text)
}

/** Reads the name of an entity, or quarantine: each has queues. */
export function readPipeline(text: string): Pipeline {
  return readName(pipelines, text)
}

/** Names are listed in lower case, as people type them. */
function readName<Name extends string>(known: readonly Name[], text: string): Name {
  const found = findByName(known, text)
  if (found !== undefined) return found
  const typed = known.map((name) => name.toLowerCase())
  throw new InvalidArgumentError(choicesText(typed, text))
}

/** Reads an id of CommBox's. */
export function readIdArgument(text: string): string {
  const id = readId(text)
  if (id) return id
  throw new InvalidArgumentError('An id is made of digits.')
}

/**
 * Returns the partition keys that an id can mean, the likeliest first. `00123` means `123`, as CommBox's own ids do.
 *
 * @throws UsageError if the text is not an id
 */
export function keysFor(entity: Entity, text: string): string[] {
  const [, kind, digits = ''] = /^(?:(tag|group)#)?(.*)$/.exec(text) ?? []
  const id = readId(digits)
  if (!id || (kind !== undefined && entity !== 'Tag')) {
    throw new UsageError(
      `an id is made of digits${entity === 'Tag' ? ', with tag# or group# before them' : ''}`,
    )
  }
  if (entity !== 'Tag') return [id]
  return kind === undefined ? [`tag#${id}`, `group#${id}`] : [`${kind}#${id}`]
}
