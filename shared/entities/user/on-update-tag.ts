import * as v from 'valibot'
import { requiredId } from '../../commbox/values.ts'
import { tagChangeDrafts, tagsFields } from '../tag-change.ts'
import { trigger } from '../trigger.ts'

/** Tags were put on a user, or taken off. Source: CommBox's public API; its help article leaves it out. */
export const onUpdateTag = trigger({
  schema: v.looseObject({ ...tagsFields, Id: requiredId }),
  // A conversation's tags look alike, but for the channel.
  isCertain: (payload) => 'Tags' in payload && !('StreamId' in payload),
  interpret: (user, payload) => tagChangeDrafts(user.Id, user.Tags, payload),
})
