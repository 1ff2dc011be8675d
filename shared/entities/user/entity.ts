import { plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { readTagRegister, tagAttributes } from '../tagging.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { onNew } from './on-new.ts'
import { onUpdate } from './on-update.ts'
import { onUpdateTag } from './on-update-tag.ts'
import { presentKey, userTable } from './table.ts'

/** Users: customers and agents. */
export const userEntity: EntityDefinition = {
  triggers: {
    OnNew: onNew,
    OnUpdate: onUpdate,
    Login: login,
    Logout: logout,
    OnUpdateTag: onUpdateTag,
  },
  layout: {
    partitionKey: userTable.partitionKey,
    toAttributes: (state) => ({
      ...plainRegisters(state),
      presence: state.values.loggedIn === true ? presentKey : undefined,
      ...tagAttributes(state),
    }),
    readRegister: readTagRegister,
  },
}
