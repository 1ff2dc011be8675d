import { nameOf, tagTypes } from '../../commbox/enums.ts'
import { plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { onAdd } from './on-add.ts'
import { onAddGroup } from './on-add-group.ts'
import { onDelete } from './on-delete.ts'
import { onDeleteGroup } from './on-delete-group.ts'
import { onUpdate } from './on-update.ts'
import { onUpdateGroup } from './on-update-group.ts'
import { tagTable } from './table.ts'

/** Tags and tag groups of the organisation's settings. */
export const tagEntity: EntityDefinition = {
  triggers: {
    OnAdd: onAdd,
    OnUpdate: onUpdate,
    OnDelete: onDelete,
    OnAddGroup: onAddGroup,
    OnUpdateGroup: onUpdateGroup,
    OnDeleteGroup: onDeleteGroup,
  },
  named: (payload) => payload.eventName,
  layout: {
    partitionKey: tagTable.partitionKey,
    toAttributes: (state) => {
      const { typeId, groupId, tagId, deleted } = state.values
      return {
        ...plainRegisters(state),
        type: typeof typeId === 'string' ? nameOf(tagTypes, typeId) : undefined,
        memberOf: tagId !== undefined && deleted !== true ? groupId : undefined,
      }
    },
  },
}
