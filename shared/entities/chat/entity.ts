import { plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { onUserExit } from './on-user-exit.ts'
import { chatTable } from './table.ts'

/** Exits from chats. */
export const chatEntity: EntityDefinition = {
  triggers: { OnUserExit: onUserExit },
  layout: { partitionKey: chatTable.partitionKey, toAttributes: plainRegisters },
}
