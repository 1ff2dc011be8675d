import fc from 'fast-check'
import { activityTypes, objectStatuses } from '../../../shared/commbox/enums.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'
import type { Entity } from '../../../shared/commbox/names.ts'
import type { Delivery } from '../../../shared/events/delivery.ts'

/** One thing that happened, before it is known when and how often it was told. */
type Happening = { entity: Entity; trigger: string; payload: JsonObject; hasRequest: boolean }

/** A draft of a happening: at which second it was received, and under which envelope. */
type EventDraft = { of: number; receivedAfter: number; brand: boolean }

/** Histories are of a few things in a few seconds: what meets is what can go wrong. */
const conversation = fc.constantFrom('7001', '7002')
const person = fc.constantFrom('8001', '8002')
const agent = fc.constantFrom('901', '902', '0')
const stream = fc.constantFrom('11', '12', '0')
const tagId = fc.constantFrom('21', '22', '9223372036854775807')
const groupId = fc.constantFrom('31', '32', '0')
const word = fc.constantFrom('', 'a', 'שלום', 'مرحبا', '😀', 'x'.repeat(300))
/** Two ids of one second that text and number order differently. */
const ownId = fc.constantFrom('5', '9', '10', '100', '9007199254740993')
const sometimes = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 4 })

/** CommBox's clock, in its own layout; sometimes none. */
const createDate = fc.option(
  fc.integer({ min: 0, max: 3 }).map((second) => `09-06-2024 07:28:0${second}`),
  { nil: undefined, freq: 5 },
)

const user = fc.record({
  Id: person,
  Phone1: sometimes(word),
  Phone2: sometimes(word),
  UniqueID: sometimes(word),
  Email: sometimes(word),
  FirstName: sometimes(word),
  LastName: sometimes(word),
  Content: sometimes(fc.constantFrom({}, { field: 'value' }, '{"field":"other"}')),
})

const message = {
  Message: sometimes(word),
  Content: sometimes(
    fc.record({
      languages: sometimes(fc.record({ Item1: fc.constant('en'), Item2: ownId })),
      ruleLastMessageFromCustomer: sometimes(fc.boolean()),
    }),
  ),
  ManagerId: sometimes(agent),
  User: sometimes(user),
  CreateDate: createDate,
}

const wrapper = { Id: conversation, StreamId: sometimes(stream), SubStreamId: sometimes(stream) }
const status = fc.constantFrom(...Object.keys(objectStatuses))

const activity = fc.record({
  Id: sometimes(ownId),
  Type: fc.constantFrom(...Object.keys(activityTypes), '42'),
  CreateDate: createDate,
  User: sometimes(fc.record({ Id: agent })),
  Data: fc.record(
    {
      statusId: status,
      managerId: agent,
      assignedManagerId: agent,
      newObjectStreamId: stream,
      newObjectStreamName: word,
      newObjectSubstreamId: stream,
      tagId,
      isRemoveTag: fc.boolean(),
      name: word,
      group_name: word,
      text: word,
      action: fc.constantFrom('addParticipant', 'removeParticipant'),
      addedParticipantName: word,
      scheduledTime: fc.constantFrom('06/09/2024 11:55:00', '06/10/2024 11:55:00'),
      destStreamId: stream,
      changedStatusId: status,
    },
    { requiredKeys: [] },
  ),
})

const tags = fc.record({
  Tag: fc.oneof(
    fc.record({ Id: tagId, Action: fc.constantFrom('Add', 'Remove') }),
    fc.array(fc.record({ Id: tagId, Action: fc.constantFrom('Add', 'Remove') }), { maxLength: 3 }),
  ),
})

function payloads(entity: Entity, trigger: string, fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc
    .record({ payload: fc.record(fields), hasRequest: fc.boolean() })
    .map(({ payload, hasRequest }) => ({ entity, trigger, payload: withoutUndefined(payload), hasRequest }))
}

/** By how many seconds our clock is ahead of CommBox's: mostly they agree, else one is ten minutes late. */
const ahead = fc.constantFrom(0, 0, 0, -600, 600)

/** As JSON has it: a field that is not carried is not there. */
function withoutUndefined(payload: unknown): JsonObject {
  return JSON.parse(JSON.stringify(payload))
}

const ofObject = fc.oneof(
  payloads('Object', 'OnNew', { ...message, ...wrapper, StatusID: sometimes(status) }),
  payloads('Object', 'OnNewChild', { ...message, ...wrapper, StatusID: sometimes(status) }),
  payloads('Object', 'OnNewChild', {
    ...wrapper,
    StatusID: sometimes(status),
    Children: fc.record({
      Child: fc.array(fc.record({ ...message, Id: ownId }), { minLength: 1, maxLength: 2 }),
    }),
  }),
  {
    weight: 4,
    arbitrary: payloads('Object', 'OnNewActivity', {
      ...wrapper,
      Activities: fc.record({ Activity: fc.oneof(activity, fc.array(activity, { maxLength: 3 })) }),
    }),
  },
  payloads('Object', 'OnUpdateTag', { ...wrapper, Tags: tags }),
  payloads('Object', 'OnAssign', wrapper),
  payloads('Object', 'OnUnAssign', wrapper),
)

const profile = { Id: person, Phone1: sometimes(word), Phone2: sometimes(word), Email: sometimes(word) }
const ofUser = fc.oneof(
  ...['OnNew', 'OnUpdate', 'Login', 'Logout'].map((trigger) => payloads('User', trigger, profile)),
  payloads('User', 'OnUpdateTag', { Id: person, Tags: tags }),
)

const ofTag = fc.oneof(
  ...['OnAdd', 'OnUpdate'].map((trigger) =>
    payloads('Tag', trigger, {
      tagId,
      groupId: sometimes(groupId),
      name: sometimes(word),
      type: sometimes(status),
    }),
  ),
  payloads('Tag', 'OnDelete', { tagId }),
  ...['OnAddGroup', 'OnUpdateGroup', 'OnDeleteGroup'].map((trigger) =>
    payloads('Tag', trigger, { groupId: fc.constantFrom('31', '32'), name: sometimes(word) }),
  ),
)

const ofSatisfaction = payloads('Satisfaction', 'OnSubmit', {
  ObjectId: conversation,
  Score: fc.constantFrom('50', 100, '', 'none'),
  Description: sometimes(word),
})

/** Deliveries as they were first told, and later drafts of the same. */
export type History = { first: Delivery[]; repeats: Delivery[] }

/** Realistic histories of one entity. */
export const histories: Readonly<Partial<Record<Entity, fc.Arbitrary<Happening>>>> = {
  Object: ofObject,
  User: ofUser,
  Tag: ofTag,
  Satisfaction: ofSatisfaction,
}

export function history(happening: fc.Arbitrary<Happening>, mostHappenings: number): fc.Arbitrary<History> {
  return fc
    .record({
      happenings: fc.array(happening, { minLength: 1, maxLength: mostHappenings }),
      seconds: fc.array(fc.integer({ min: 0, max: 5 }), {
        minLength: mostHappenings,
        maxLength: mostHappenings,
      }),
      drafts: fc.array(
        fc.record({ of: fc.nat(), receivedAfter: fc.integer({ min: 0, max: 4 }), brand: fc.boolean() }),
        { maxLength: mostHappenings },
      ),
      clock: ahead,
    })
    .map(({ happenings, seconds: told, drafts, clock }) => {
      const seconds = told.map((second) => second + clock)
      const first = happenings.map((each, index) => deliveryOf(each, index, seconds[index] ?? 0, `d${index}`))
      const repeats = drafts.flatMap((draft, number) => repeatOf(happenings, seconds, draft, `r${number}`))
      return { first, repeats }
    })
}

/** A second draft has an identity to be known by, or it is another event. */
function repeatOf(
  happenings: Happening[],
  seconds: number[],
  draft: EventDraft,
  deliveryId: string,
): Delivery[] {
  const index = draft.of % happenings.length
  const happening = happenings[index]
  if (happening === undefined || !happening.hasRequest) return []
  const second = (seconds[index] ?? 0) + draft.receivedAfter
  const delivery = deliveryOf(happening, index, second, deliveryId)
  return [draft.brand ? { ...delivery, brand: 'acme' } : delivery]
}

function deliveryOf(happening: Happening, index: number, second: number, deliveryId: string): Delivery {
  const { entity, trigger, payload, hasRequest } = happening
  const receivedAt = new Date(Date.UTC(2024, 5, 9, 7, 28, second)).toISOString()
  return {
    version: 1,
    deliveryId,
    receivedAt,
    entity,
    trigger,
    ...(hasRequest ? { requestId: `request-${index}` } : {}),
    payload,
  }
}
