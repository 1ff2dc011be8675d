import type { EntityDefinition } from '../entity.ts'
import { plainRegisters } from '../state.ts'
import { onSubmit } from './on-submit.ts'
import { formTable } from './table.ts'

/** Forms that customers submitted. */
export const formEntity: EntityDefinition = {
  triggers: { OnSubmit: onSubmit },
  layout: { partitionKey: formTable.partitionKey, show: plainRegisters },
}
