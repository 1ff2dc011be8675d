import type { Json } from '../../../shared/commbox/json.ts'
import { normalizeName } from '../../../shared/commbox/names.ts'
import { type Expected, makeConversation, type Webhook } from './conversation.ts'
import { type Random, randomOf } from './random.ts'

export const envelopes = ['payload', 'event', 'both'] as const

export type Settings = {
  conversations: number
  seed: number
  envelope: (typeof envelopes)[number]
  brand: string
  /** Shares from 0 to 1: of webhooks sent twice, of webhooks sent late, and of malformed bodies added. */
  repeats: number
  disorder: number
  malformed: number
}

/** A request to make, and whether it must be accepted. */
export type Post = { url: string; body: string; isWebhook: boolean }

export type Script = { posts: Post[]; expected: Expected[] }

/** How many conversations a small team has at once. */
const concurrency = 10
/** How many posts can overtake a late one. */
const mostOvertaking = 20
/** How long before now the first message is dated, in milliseconds, so that no event is in the future. */
const past = 60 * 60 * 1000
/** Run ids count milliseconds from here, so that an id made of one fits into 64 bits. */
const firstRun = Date.UTC(2026, 0, 1)

/**
 * Makes what CommBox sends in some hours: conversations that overlap, with repeats, disorder and malformed bodies. The
 * same settings make the same script, except for the ids and times of its run.
 *
 * @param now the start of the run, from which its ids are made
 */
export function scriptOf(settings: Settings, now: Date): Script {
  const random = randomOf(settings.seed)
  const run = String(now.getTime() - firstRun).padStart(12, '0')
  const second = Math.floor(now.getTime() / 1000)
  const conversations = Array.from({ length: settings.conversations }, (_, number) =>
    makeConversation(random, number, run, new Date(second * 1000 - past)),
  )
  const posts: { webhook: Webhook; post: Post }[] = []
  const open = conversations.map(({ webhooks }) => [...webhooks])
  for (let number = 0; open.length > 0; number += 1) {
    const at = random.between(0, Math.min(concurrency, open.length) - 1)
    const webhook = open[at]?.shift()
    if (webhook === undefined) {
      open.splice(at, 1)
      continue
    }
    const requestId = `${run}-${number}`
    const entry = (isEvent: boolean) => ({
      webhook,
      post: postOf(webhook, isEvent, settings.brand, requestId),
    })
    const isEvent = settings.envelope === 'event' || (settings.envelope === 'both' && random.chance(0.5))
    posts.push(entry(isEvent))
    // Some have no id but the request's, in an `Event`: without it, a repeat would be another event.
    const hasIdentity = webhook.hasId || isEvent
    if (hasIdentity && random.chance(settings.repeats)) posts.push(entry(isEvent))
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
  return { url, body: toJson(body), isWebhook: true }
}

/** Writes JSON, with the ids that are marked as numbers in all their digits. */
function toJson(body: Json): string {
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

/** Wrong bodies and URLs: each is refused or has an unknown name, and is quarantined. */
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
