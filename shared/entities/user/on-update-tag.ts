import * as v from 'valibot'
import { requiredId } from '../../commbox/values.ts'
import { tagChangeDrafts, tagsFields } from '../tag-change.ts'
import { has, trigger } from '../trigger.ts'
import { distinctiveFields } from './profile.ts'

/** Tags were put on a user, or taken off. Source: CommBox's public API; its help article leaves it out. */
export const onUpdateTag = trigger({
  schema: v.looseObject({ ...tagsFields, Id: requiredId }),
  distinctive: ['Tags', ...distinctiveFields],
  list: { holder: 'Tags', name: 'Tag' },
  // A conversation's tags look alike, but for the channel.
  isCertain: (payload) => has(payload, 'Tags') && !('StreamId' in payload),
  interpret: (user, payload) => tagChangeDrafts(user.Id, user.Tags, payload),
})
