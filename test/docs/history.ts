import { deliveries } from '../fixtures.ts'

/** A request: the part of its URL after `/webhooks/`, and its body. */
export type Post = { url: string; body: string }

/** The help article's examples, the drafts that repeat one of them, and two agents who stay logged in. */
const samples =
  /^\w+\/(on-[a-z-]+|log(in|out)|retold-slim|retold-in-event|retold-in-event-other-types)$|^user\/(event|slim)-login$/

/** The deliveries behind the samples of the documentation, in the order of sending. */
export function sampled(): Post[] {
  return deliveries()
    .filter(({ name }) => samples.test(name) && name !== 'user/on-update-tag')
    .map(({ body, expected }) => ({ url: expected.url, body: body.toString() }))
}

const article = {
  stream: '24569',
  otherStream: '15802',
  customer: '3377699720575710',
  agent: '23571002',
  otherAgent: '23571562',
  tag: '3377699720531414',
  group: '3377699720528190',
}

const post = (url: string, payload: object): Post => ({ url, body: JSON.stringify({ payload }) })

const opened = (Id: string, CreateDate: string, StatusID: string, more: object = {}) =>
  post('object/onnew', {
    Id,
    CreateDate,
    StatusID,
    StreamId: article.stream,
    User: { Id: article.customer },
    Message: 'Hello',
    ...more,
  })

let lastActivity = 5_400_000_000_000_000
const activity = (Id: string, CreateDate: string, Type: string, actor: string, Data: object, more = {}) => {
  lastActivity += 1
  const Activity = { Id: String(lastActivity), Type, CreateDate, User: { Id: actor }, Data }
  return post('object/onnewactivity', { Activities: { Activity }, Id, StreamId: article.stream, ...more })
}

/** Conversations in addition to those of the article. */
export const conversations = {
  open: '5100000000000001',
  resolved: '5100000000000002',
  elsewhere: '5100000000000003',
  moved: '5100000000000004',
  reopened: '5100000000000005',
}

const { open, resolved, elsewhere, moved, reopened } = conversations
const { agent, otherAgent, otherStream, tag, group } = article

/** Deliveries that results must contain, and similar ones that they must not. */
export function beside(): Post[] {
  return [
    opened(open, '10-06-2024 08:00:00', '1'),
    opened(resolved, '11-06-2024 08:00:00', '2', {
      User: { Id: '5300000000000009', Phone1: '+972 53-964-0001' },
    }),
    opened(elsewhere, '12-06-2024 08:00:00', '1', { StreamId: otherStream }),
    opened(moved, '13-06-2024 08:00:00', '2', { User: { Id: '5300000000000009' } }),
    activity(
      moved,
      '13-06-2024 09:00:00',
      '5',
      otherAgent,
      { newObjectStreamId: otherStream },
      { StreamId: otherStream },
    ),
    opened(reopened, '08-06-2024 08:00:00', '2', { User: { Id: '5300000000000009' } }),
    activity(reopened, '10-06-2024 08:00:00', '2', otherAgent, { statusId: 1 }),

    activity(open, '10-06-2024 08:05:00', '6', otherAgent, { assignedManagerId: agent }),
    activity(resolved, '11-06-2024 08:05:00', '6', otherAgent, { assignedManagerId: agent }),
    post('object/onunassign', { Id: resolved, StreamId: article.stream }),
    post('object/onnewchild', {
      Id: reopened,
      StreamId: article.stream,
      Children: {
        Child: {
          Id: '5500000000000001',
          Message: 'We are on it.',
          Content: { ruleLastMessageFromManager: true },
          ManagerId: agent,
          CreateDate: '09-06-2024 10:00:00',
        },
      },
    }),

    activity(open, '10-06-2024 08:10:00', '7', otherAgent, {
      tagId: tag,
      isRemoveTag: false,
      name: 'ffff',
    }),
    activity(resolved, '11-06-2024 08:10:00', '7', otherAgent, { tagId: tag, isRemoveTag: false }),
    activity(resolved, '11-06-2024 08:20:00', '7', otherAgent, { tagId: tag, isRemoveTag: true }),

    // One has John Doe's number as a second one, the other once had his e-mail and unique id.
    post('user/onnew', {
      Id: '5300000000000001',
      Email: 'a@example.com',
      Phone1: '972500000001',
      Phone2: '19175012555',
    }),
    post('user/onnew', {
      Id: '5300000000000002',
      Email: 'John1Doe2@gmail.com',
      UniqueID: '01234512367',
      Phone2: '972500000002',
    }),
    post('user/onupdate', { Id: '5300000000000002', Email: 'b@example.com', UniqueID: 'b' }),
    post('user/login', { Id: '5300000000000003' }),
    post('user/logout', { Id: '5300000000000003' }),
    post('user/onupdate', { Id: agent, Remarks: 'On the night shift' }),
    post('user/login', { Id: agent }),
    post('user/logout', { Id: agent }),

    post('satisfaction/onsubmit', { ObjectId: '3377699720568738', Score: '90', Description: 'great' }),
    post('satisfaction/onsubmit', { ObjectId: '3377699720568729', Score: '10', Description: 'bad' }),
    post('form/onsubmit', { ObjectId: '3377699720568739', FormUrl: 'https://example.com/second.pdf' }),
    post('form/onsubmit', { ObjectId: '3377699720568729', FormUrl: 'https://example.com/third.pdf' }),
    post('chat/onuserexit', { Object: { Id: '3377699720568729' }, User: { Id: '5300000000000009' } }),
    post('chat/onuserexit', { Object: { Id: open }, User: { Id: '3377699720575717' } }),

    post('tag', { eventName: 'OnAdd', tagId: '5200000000000001', groupId: group, name: 'second', type: '2' }),
    post('tag', { eventName: 'OnAdd', tagId: '5200000000000002', groupId: group, name: 'deleted' }),
    post('tag', { eventName: 'OnDelete', tagId: '5200000000000002' }),
    post('tag', { eventName: 'OnAdd', tagId: '5200000000000003', groupId: '0', name: 'in no group' }),
  ]
}

/** Deliveries that end in quarantine. */
export function refused(): Post[] {
  return [
    { url: 'satisfaction/onsubmit', body: '{"payload": ' },
    { url: '', body: '{"Event":{"Subscription":"Object","Name":"OnArchive","Object":{"Id":"1"}}}' },
  ]
}
