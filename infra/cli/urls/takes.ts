import { entities } from '../../../shared/commbox/names.ts'
import { isSelfDescribing } from '../../../shared/entities/registry.ts'

/** A kind of URL, what it takes and what it does not, which is quarantined. */
export type Rule = { path: string; takes: string; doesNotTake: string }

const describing = entities.filter(isSelfDescribing).join(', ')
const others = entities.filter((entity) => !isSelfDescribing(entity)).join(', ')
const unclear = 'bodies that several triggers send, and that have no "Event" to name one'

/** What each kind of URL takes. A body that names its entity and trigger in "Event" is taken by any. */
export const rules: readonly Rule[] = [
  {
    path: '/<entity>/<trigger>',
    takes: 'its trigger',
    doesNotTake: 'bodies with what its trigger never has',
  },
  {
    path: `/<entity> of ${describing}`,
    takes: 'all triggers of the entity: one subscription is enough',
    doesNotTake: 'bodies that no trigger of it sends',
  },
  {
    path: `/<entity> of ${others}`,
    takes: 'bodies with {"Event": {"Name": …}}, and shapes of one trigger only',
    doesNotTake: unclear,
  },
  {
    path: '(nothing more)',
    takes: 'bodies with {"Event": {"Subscription": …, "Name": …}}, and shapes of one trigger only',
    doesNotTake: unclear,
  },
]
