import type { Entity } from '../commbox/names.ts'
import type { Delivery, Issue, Quarantined, QuarantineReason } from '../events/delivery.ts'

/** What becomes of a request. Problems are data: the table below turns them into a status. */
export type Outcome =
  | { kind: 'accepted'; delivery: Delivery }
  /** Authentic and no event that we can store: kept, and refused unless it is CommBox's news. */
  | { kind: 'kept'; quarantined: Quarantined; isUnknownName: boolean; known: readonly string[] }
  | { kind: 'tested'; entity?: Entity; trigger?: string }
  | { kind: 'refused'; problem: Refused; issues: Issue[]; known?: readonly string[] }

export type Refused =
  | 'unauthorized'
  | 'source-not-allowed'
  | 'unknown-name'
  | 'method-not-allowed'
  | 'too-large'
  | 'not-queued'

/** One table of statuses, for what is refused and not kept … */
export const refusedStatuses: Record<Refused, number> = {
  unauthorized: 401,
  'source-not-allowed': 403,
  'unknown-name': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'not-queued': 503,
}

/** … and for what is kept in quarantine. Unknown names in an envelope are news: those answer 200. */
export const keptStatuses: Record<QuarantineReason, number> = {
  'empty-body': 400,
  'not-json': 400,
  'not-an-object': 422,
  'too-deep': 422,
  'no-envelope': 422,
  'unknown-entity': 404,
  'unknown-trigger': 404,
  'ambiguous-trigger': 422,
  'brand-not-allowed': 403,
  invalid: 422,
  // The two that only consumers find.
  'unreadable-message': 422,
  'not-storable': 422,
}

/** What an administrator reads in CommBox's list of failed deliveries: what is wrong, and what to do. */
export const explanations: Record<Refused | QuarantineReason, { title: string; detail: string }> = {
  unauthorized: {
    title: 'No valid token',
    detail: 'Add the token to the URL of the subscription, as ?token=…, and check that it is complete.',
  },
  'source-not-allowed': {
    title: 'The address is not let in',
    detail: 'The receiver takes webhooks from certain addresses alone, and this is none of them.',
  },
  'unknown-name': {
    title: 'The URL names nothing that is known',
    detail: 'Correct the URL of the subscription: the known names are listed here.',
  },
  'method-not-allowed': {
    title: 'Method not allowed',
    detail: 'Webhooks are sent with POST; GET tests the connection.',
  },
  'too-large': {
    title: 'The delivery is too large',
    detail: 'A body can have 6 MB (6,291,456 bytes) at the most. It was not kept.',
  },
  'not-queued': {
    title: 'The delivery could not be queued',
    detail: 'It was not kept. Send it again in a moment.',
  },
  'empty-body': {
    title: 'The body is empty',
    detail: 'A webhook carries a JSON object. The delivery is kept in quarantine.',
  },
  'not-json': {
    title: 'The body is not JSON',
    detail: 'Choose REST (JSON) in the form of the subscription. The delivery is kept in quarantine.',
  },
  'not-an-object': {
    title: 'The body is JSON, but no object',
    detail: 'A webhook carries a JSON object. The delivery is kept in quarantine.',
  },
  'too-deep': {
    title: 'The body is nested too deep',
    detail: 'At most 30 levels can be stored. The delivery is kept in quarantine.',
  },
  'no-envelope': {
    title: 'The body is no webhook of CommBox',
    detail: 'It has neither "payload" nor "Event". The delivery is kept in quarantine.',
  },
  'unknown-entity': {
    title: 'Unknown entity',
    detail: 'Correct the URL of the subscription: /webhooks/<entity>. The delivery is kept in quarantine.',
  },
  'unknown-trigger': {
    title: 'Unknown trigger',
    detail:
      'Correct the URL of the subscription: /webhooks/<entity>/<trigger>. The delivery is kept in quarantine.',
  },
  'ambiguous-trigger': {
    title: 'The body does not tell what it is about',
    detail:
      'Several triggers send bodies of this shape. Name it in the URL of the subscription: ' +
      '/webhooks/<entity>/<trigger>. The delivery is kept in quarantine.',
  },
  'brand-not-allowed': {
    title: 'The brand is not let in',
    detail: 'The receiver takes webhooks of certain brands alone. The delivery is kept in quarantine.',
  },
  invalid: {
    title: 'The webhook is not valid',
    detail: 'What is wrong is listed under issues. The delivery is kept in quarantine.',
  },
  'unreadable-message': {
    title: 'The message in the queue cannot be read',
    detail: 'The delivery is kept in quarantine.',
  },
  'not-storable': {
    title: 'The database refuses the delivery',
    detail: 'The delivery is kept in quarantine.',
  },
}
