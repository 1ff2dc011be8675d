import type { Entity } from '../commbox/names.ts'
import type { Delivery, Issue, Quarantined, QuarantineReason } from '../events/delivery.ts'

/** The outcome of a request. Problems are data: the tables below turn them into a status. */
export type Outcome =
  /** Its payload goes to the bucket if its elements would each repeat a large wrapper. */
  | { kind: 'accepted'; delivery: Delivery; isWrapperLarge: boolean }
  /** Authentic, but not an event that we can store. Refused as well, unless the envelope names something new. */
  | { kind: 'quarantined'; quarantined: Quarantined; isUnknownName: boolean; known: readonly string[] }
  | { kind: 'tested'; entity?: Entity; trigger?: string }
  /** `detail` is what to do, if more is known of it than `explanations` say. */
  | { kind: 'refused'; problem: Refused; issues: Issue[]; known?: readonly string[]; detail?: string }

export type Refused =
  | 'unauthorized'
  | 'source-not-allowed'
  | 'unknown-path'
  | 'unknown-name'
  | 'method-not-allowed'
  | 'too-large'
  | 'not-queued'

/** The status of each request that is refused and not kept. */
export const refusedStatuses: Record<Refused, number> = {
  unauthorized: 401,
  'source-not-allowed': 403,
  'unknown-path': 404,
  'unknown-name': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'not-queued': 503,
}

/** The status of each delivery that is quarantined, except for an unknown name in an envelope, which gets a 200. */
export const quarantinedStatuses: Record<QuarantineReason, number> = {
  'empty-body': 400,
  'not-json': 400,
  'not-an-object': 422,
  'too-deep': 422,
  'too-complex': 422,
  'no-envelope': 422,
  'unknown-entity': 404,
  'unknown-trigger': 404,
  'ambiguous-trigger': 422,
  'trigger-mismatch': 422,
  'implausible-time': 422,
  'brand-not-allowed': 403,
  'entity-not-allowed': 403,
  invalid: 422,
  // The last two are found by consumers only.
  'unreadable-message': 422,
  'not-storable': 422,
}

const kept = 'The delivery is kept in quarantine.'

/** What an administrator reads in CommBox's list of failed deliveries: what is wrong, and what to do. */
export const explanations: Record<Refused | QuarantineReason, { title: string; detail: string }> = {
  unauthorized: {
    title: 'No valid token',
    detail: 'Add the token to the URL of the subscription, as ?token=….',
  },
  'source-not-allowed': {
    title: 'Source address not allowed',
    detail:
      'The receiver accepts webhooks from certain addresses only. Ask its operator to allow this one. ' +
      'The delivery was not kept.',
  },
  'unknown-path': {
    title: 'Not a path of webhooks',
    detail: 'Correct the URL of the subscription: its path begins with /webhooks. The delivery was not kept.',
  },
  'unknown-name': {
    title: 'Unknown entity or trigger in the URL',
    detail: 'Correct the URL of the subscription. The known names are listed here.',
  },
  'method-not-allowed': {
    title: 'Method not allowed',
    detail: 'Send webhooks with POST. GET tests the connection.',
  },
  'too-large': {
    title: 'Delivery too large',
    detail: 'A body can have about 5 MB of JSON, or 4.5 MB of anything else. The delivery was not kept.',
  },
  'not-queued': {
    title: 'Delivery not queued',
    detail: 'The delivery was not kept. Send it again in a moment.',
  },
  'empty-body': {
    title: 'The body is empty',
    detail: `Send a JSON object. ${kept}`,
  },
  'not-json': {
    title: 'Not readable as JSON or XML',
    detail: `Choose REST or SOAP in the form, and UTF-8. ${kept}`,
  },
  'not-an-object': {
    title: 'The body is not an object',
    detail: `Send a JSON object. ${kept}`,
  },
  'too-deep': {
    title: 'The body is nested too deeply',
    detail: `At most 30 levels can be stored. ${kept}`,
  },
  'too-complex': {
    title: 'The body has too many elements or members',
    detail:
      'A delivery can have at most 500 activities, messages or tags, and 100,000 members. ' +
      `${kept} Its operator can split it.`,
  },
  'no-envelope': {
    title: 'Not a CommBox webhook: the body has neither "payload" nor "Event"',
    detail: `Check what sends it: it is not a CommBox subscription. ${kept}`,
  },
  'unknown-entity': {
    title: 'Unknown entity',
    detail: `Correct the URL of the subscription to one of those that are known. ${kept}`,
  },
  'unknown-trigger': {
    title: 'Unknown trigger',
    detail: `Correct the URL of the subscription to a trigger that is known. ${kept}`,
  },
  'ambiguous-trigger': {
    title: 'Ambiguous trigger',
    detail:
      'Several triggers send bodies of this shape. Name the trigger in the URL of the subscription: ' +
      `/webhooks/<entity>/<trigger>. ${kept}`,
  },
  'trigger-mismatch': {
    title: 'The body is not of the trigger in the URL',
    detail:
      'It has a member that webhooks of this trigger never have. Correct the URL of the subscription: ' +
      `/webhooks/<entity>/<trigger>. ${kept}`,
  },
  'implausible-time': {
    title: 'The event lies in the future',
    detail:
      'Its time is more than 24 hours after the delivery. Check the clock and the time zone of the sender: times ' +
      `are read as UTC. ${kept}`,
  },
  'brand-not-allowed': {
    title: 'Brand not allowed',
    detail: `The receiver accepts webhooks of certain brands only. Ask its operator to allow this one. ${kept}`,
  },
  'entity-not-allowed': {
    title: 'Entity not allowed for this token',
    detail: `The token is for webhooks of other entities. Use the token that belongs to this subscription. ${kept}`,
  },
  invalid: {
    title: 'Invalid webhook',
    detail: `The issues say what is wrong and where. ${kept}`,
  },
  'unreadable-message': {
    title: 'Unreadable queue message',
    detail: kept,
  },
  'not-storable': {
    title: 'Refused by the database',
    detail: kept,
  },
}
