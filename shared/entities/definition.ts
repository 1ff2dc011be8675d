import type { Json, JsonObject } from '../commbox/json.ts'
import type { StateLayout } from '../events/state.ts'
import type { Trigger } from './trigger.ts'

/** What there is to know about an entity: how its state is kept in a table, and its triggers by CommBox's names. */
export type EntityDefinition = {
  readonly layout: StateLayout
  readonly triggers: Readonly<Record<string, Trigger>>
  /** The trigger that a payload names itself, where payloads of the entity do. */
  named?(payload: JsonObject): Json | undefined
}
