import type { EntityDefinition } from '../entity.ts'
import { plainRegisters } from '../state.ts'
import { onSubmit } from './on-submit.ts'
import { satisfactionTable } from './table.ts'

/** Answers of satisfaction surveys. */
export const satisfactionEntity: EntityDefinition = {
  triggers: { OnSubmit: onSubmit },
  layout: { partitionKey: satisfactionTable.partitionKey, show: plainRegisters },
}
