import type { Json } from '../../../shared/commbox/json.ts'
import { normalizeName } from '../../../shared/commbox/names.ts'
import { type Expected, playConversation, type Webhook } from './conversation.ts'
import { type Random, randomOf } from './random.ts'

export const envelopes = ['payload', 'event', 'both'] as const

export type Settings = {
  conversations: number
  seed: number
  envelope: (typeof envelopes)[number]
  brand: string
  /** Shares from 0 to 1: of webhooks sent twice, sent late, and sent besides that are no webhooks. */
  repeats: number
  disorder: number
  malformed: number
}

/** A request to make, and whether it has to be accepted. */
export type Post = { url: string; body: string; isWebhook: boolean }

export type Script = { posts: Post[]; expected: Expected[] }

/** As many conversations are under way at once as a small team holds. */
const atOnce = 10
/** How many posts a late one may be overtaken by. */
const mostOvertaking = 20
/** CommBox's clock at the first message is this much behind ours: the conversations are over when they are told. */
const past = 60 * 60 * 1000
/** Ids of runs count from here, so that they and what follows them fit into 64 bits. */
const firstRun = Date.UTC(2026, 0, 1)

/**
 * What a CommBox of some hours sends: conversations that run side by side, with repeats, disorder and malformed
 * bodies. The same settings give the same script, but for the ids and times of its run.
 *
 * @param now the start of the run; its millisecond makes the ids of the run
 */
export function scriptOf(settings: Settings, now: Date): Script {
  const random = randomOf(settings.seed)
  const run = String(now.getTime() - firstRun).padStart(12, '0')
  const second = Math.floor(now.getTime() / 1000)
  const conversations = Array.from({ length: settings.conversations }, (_, number) =>
    playConversation(random, number, run, new Date(second * 1000 - past)),
  )
  const posts: { webhook: Webhook; post: Post }[] = []
  const open = conversations.map(({ webhooks }) => [...webhooks])
  for (let number = 0; open.length > 0; number += 1) {
    const at = random.between(0, Math.min(atOnce, open.length) - 1)
    const webhook = open[at]?.shift()
    if (webhook === undefined) {
      open.splice(at, 1)
      continue
    }
    const requestId = `${run}-${number}`
    const told = (isEvent: boolean) => ({
      webhook,
      post: postOf(webhook, isEvent, settings.brand, requestId),
    })
    const isEvent = settings.envelope === 'event' || (settings.envelope === 'both' && random.chance(0.5))
    posts.push(told(isEvent))
    // What has no time has no id either, but for that of the request in an `Event`: told twice it were two events.
    const hasIdentity = webhook.isDated || isEvent
    if (hasIdentity && random.chance(settings.repeats)) posts.push(told(isEvent))
  }
  disorder(posts, settings.disorder, random)
  const all = posts.map(({ post }) => post)
  const bad = Math.round(all.length * settings.malformed)
  for (let left = bad; left > 0; left -= 1) {
    all.splice(random.between(0, all.length), 0, { ...random.pick(malformed), isWebhook: false })
  }
  return { posts: all, expected: conversations.flatMap(({ expected }) => expected) }
}

function postOf(
  { entity, trigger, payload }: Webhook,
  isEvent: boolean,
  Brand: string,
  requestId: string,
): Post {
  const body = isEvent
    ? { Event: { Subscription: entity, Name: trigger, Brand, [entity]: { requestId, ...payload } } }
    : { payload }
  const url = isEvent ? '' : `${normalizeName(entity)}/${normalizeName(trigger)}`
  return { url, body: written(body), isWebhook: true }
}

/** As JSON, ids that are marked as numbers without a digit rounded. */
function written(body: Json): string {
  return JSON.stringify(body).replaceAll(/"#(\d+)"/g, '$1')
}

/** Moves some of the dated webhooks behind others. */
function disorder(posts: { webhook: Webhook; post: Post }[], share: number, random: Random): void {
  for (let at = 0; at < posts.length; at += 1) {
    if (!posts[at]?.webhook.isDated || !random.chance(share)) continue
    const [late] = posts.splice(at, 1)
    if (late) posts.splice(at + random.between(1, mostOvertaking), 0, late)
  }
}

/** Bodies and URLs that are wrong: each is refused, or kept as news, and lies in quarantine. */
const malformed = [
  { url: 'object/on-new', body: '{"payload": {"Id": "12' },
  { url: 'object/on-new', body: '{"payload": {"Message": "no id"}}' },
  { url: 'user/on-update', body: '{"payload": {"Id": true}}' },
  { url: 'object/on-nwe', body: '{"payload": {"Id": "12"}}' },
  {
    url: '',
    body: '{"Event": {"Subscription": "Object", "Name": "OnSomethingNew", "Object": {"Id": "12"}}}',
  },
] as const
