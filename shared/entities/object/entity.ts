import { nameOf, objectStatuses } from '../../commbox/enums.ts'
import { isObject, type Json } from '../../commbox/json.ts'
import { members, plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { readTagRegister, tagAttributes, unlessEmpty } from '../tagging.ts'
import { onAssign } from './on-assign.ts'
import { onNew } from './on-new.ts'
import { onNewActivity } from './on-new-activity.ts'
import { onNewChild } from './on-new-child.ts'
import { onUnAssign } from './on-unassign.ts'
import { onUpdateTag } from './on-update-tag.ts'
import { objectTable } from './table.ts'

/** Conversations. */
export const objectEntity: EntityDefinition = {
  triggers: {
    OnNew: onNew,
    OnNewChild: onNewChild,
    OnNewActivity: onNewActivity,
    OnUpdateTag: onUpdateTag,
    OnAssign: onAssign,
    OnUnAssign: onUnAssign,
  },
  layout: {
    partitionKey: objectTable.partitionKey,
    toAttributes: (state) => {
      const { statusId, streamId, managerId, assigned } = state.values
      const streamNames = Object.fromEntries(
        members(state, 'streamNames').map((id) => [id, state.values[`streamNames.${id}`] ?? null]),
      )
      return {
        ...plainRegisters(state),
        startedAt: state.startedAt,
        status: typeof statusId === 'string' ? nameOf(objectStatuses, statusId) : undefined,
        channelStatus: streamId && statusId ? `${streamId}#${statusId}` : undefined,
        streamName: typeof streamId === 'string' ? streamNames[streamId] : undefined,
        streamNames: unlessEmpty(streamNames),
        managerId: assigned === true ? managerId : undefined,
        participants: unlessEmpty(members(state, 'participants')),
        ...tagAttributes(state),
      }
    },
    readRegister: (item, set, member) => {
      if (set === 'participants') return isAmong(item.participants, member) ? true : undefined
      if (set === 'streamNames') return isObject(item.streamNames) ? item.streamNames[member] : undefined
      return readTagRegister(item, set, member)
    },
  },
}

function isAmong(list: Json | undefined, member: string): boolean {
  return Array.isArray(list) && list.includes(member)
}
