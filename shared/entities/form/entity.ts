import { plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { onSubmit } from './on-submit.ts'
import { formTable } from './table.ts'

/** Forms that customers submitted. */
export const formEntity: EntityDefinition = {
  triggers: { OnSubmit: onSubmit },
  layout: { partitionKey: formTable.partitionKey, toAttributes: plainRegisters },
}
