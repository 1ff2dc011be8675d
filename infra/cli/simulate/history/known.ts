import type { JsonObject } from '../../../../shared/commbox/json.ts'
import type { Entity } from '../../../../shared/commbox/names.ts'
import type { Agent, Channel, Tag } from './cast.ts'

/** A webhook, and when it was received: milliseconds since 1970. */
export type Webhook = { receivedAt: number; entity: Entity; trigger: string; payload: JsonObject }

export type Person = { name: string; phone: string; email: string }

/** What is known of a conversation because it was made so. Times are milliseconds since 1970. */
export type Known = {
  id: string
  customerId: string
  person: Person
  channel: Channel
  begunBy: 'customer' | 'agent'
  startedAt: number
  /** The first message of an agent, if a customer began. */
  response?: { time: number; agent: Agent }
  /** Since when the customer waits for an agent. */
  waitingSince?: number | undefined
  status: 'Open' | 'Resolved' | 'In Process'
  holder?: Agent
  written: { time: number; from: 'customer' | 'agent' | 'bot' }[]
  resolutions: { time: number; agent: Agent; isReopened: boolean }[]
  tagged: { time: number; tag: Tag }[]
  /** The tags that it has. */
  tags: Set<string>
  scores: { time: number; score: number; agent: Agent | undefined }[]
  forms: { time: number; url: string; answers: Record<string, string> }[]
}

/** What happens at a time: webhooks, and what is known from then on. */
export type Act = { time: number; webhooks: Webhook[]; know: (known: Known) => void }
