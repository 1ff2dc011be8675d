import { plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { onSubmit } from './on-submit.ts'
import { satisfactionTable } from './table.ts'

/** Answers of satisfaction surveys. */
export const satisfactionEntity: EntityDefinition = {
  triggers: { OnSubmit: onSubmit },
  layout: { partitionKey: satisfactionTable.partitionKey, toAttributes: plainRegisters },
}
