import { nameOf, objectStatuses } from '../../commbox/enums.ts'
import type { Json, JsonObject } from '../../commbox/json.ts'
import type { State } from '../../events/register.ts'
import { members, plainRegisters } from '../../events/state.ts'
import type { EntityDefinition } from '../definition.ts'
import { memberOf, readTagRegister, tagAttributes, unlessEmpty } from '../tagging.ts'
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
      const { statusId, streamId, assigned, customerId, 'holder.managerId': managerId } = state.values
      const streams = membersById(state, 'streams')
      const customers = membersById(state, 'customers')
      const stream = memberOf(streams, String(streamId))
      const customer = memberOf(customers, String(customerId))
      return {
        ...plainRegisters(state),
        startedAt: state.startedAt,
        status: typeof statusId === 'string' ? nameOf(objectStatuses, statusId) : undefined,
        channelStatus: streamId && statusId ? `${streamId}#${statusId}` : undefined,
        streamName: memberOf(stream, 'name'),
        channel: memberOf(stream, 'channel'),
        subStreamId: memberOf(stream, 'subStreamId'),
        streams: unlessEmpty(streams),
        customerName: memberOf(customer, 'name'),
        customerPhone: memberOf(customer, 'phone'),
        customerEmail: memberOf(customer, 'email'),
        customers: unlessEmpty(customers),
        managerId: assigned === true ? managerId : undefined,
        // Of two events with one version, one may say who holds it and the other that nobody does.
        formerManagerId: assigned === true ? undefined : managerId,
        participants: unlessEmpty(members(state, 'participants')),
        ...tagAttributes(state),
      }
    },
    readRegister: (item, kind, member) => {
      if (kind === 'holder') return item.managerId ?? item.formerManagerId
      if (kind === 'participants') return isAmong(item.participants, member) ? true : undefined
      if (kind !== 'streams' && kind !== 'customers') return readTagRegister(item, kind, member)
      const [id = '', name = ''] = member.split('.')
      return memberOf(memberOf(item[kind], id), name)
    },
  },
}

/** The registers of a kind that are kept under an id (`customers.5511.name`), as a map of maps. */
function membersById(state: State, kind: string): JsonObject {
  const byId: Record<string, JsonObject> = {}
  for (const member of members(state, kind)) {
    const [id = '', name = ''] = member.split('.')
    byId[id] = { ...byId[id], [name]: state.values[`${kind}.${member}`] ?? null }
  }
  return byId
}

function isAmong(list: Json | undefined, member: string): boolean {
  return Array.isArray(list) && list.includes(member)
}
