import { InvalidArgumentError } from 'commander'
import { type Entity, entities, findByName } from '../../../shared/commbox/names.ts'
import { type Pipeline, pipelines } from '../../../shared/runtime/names.ts'
import { UsageError } from '../errors.ts'

export const entityNames = entities.join(', ').toLowerCase()
export const pipelineNames = pipelines.join(', ').toLowerCase()

/** An entity as it is typed, in any case. */
export function readEntity(text: string): Entity {
  return oneOf(entities, text)
}

/** An entity, or quarantine: all that has queues. */
export function readPipeline(text: string): Pipeline {
  return oneOf(pipelines, text)
}

function oneOf<Name extends string>(known: readonly Name[], text: string): Name {
  const found = findByName(known, text)
  if (found) return found
  throw new InvalidArgumentError(`It is one of ${known.join(', ').toLowerCase()}.`)
}

/**
 * The partition keys that an id may mean, the likeliest first.
 *
 * @throws UsageError where it is no id
 */
export function keysFor(entity: Entity, id: string): string[] {
  const [, kind, digits] = /^(?:(tag|group)#)?(\d{1,38})$/.exec(id) ?? []
  if (digits === undefined || (kind !== undefined && entity !== 'Tag')) {
    throw new UsageError(
      `an id is made of digits${entity === 'Tag' ? ', with tag# or group# before them' : ''}`,
    )
  }
  if (entity !== 'Tag') return [digits]
  return kind === undefined ? [`tag#${digits}`, `group#${digits}`] : [id]
}
