import * as v from 'valibot'
import { isObject } from '../../commbox/json.ts'
import { id, part, requiredId } from '../../commbox/values.ts'
import { eventTime } from '../../events/draft.ts'
import { wholePayload } from '../elements.ts'
import { submission } from '../submission.ts'
import { trigger } from '../trigger.ts'

/** The article writes `Id`, the public API `id`. */
function eitherCase(value: unknown): unknown {
  if (!isObject(value) || value.Id !== undefined || value.id === undefined) return value
  const { id, ...others } = value
  return { ...others, Id: id }
}

const schema = v.looseObject({
  Object: v.pipe(v.unknown(), v.transform(eitherCase), v.looseObject({ Id: requiredId })),
  User: part(v.pipe(v.unknown(), v.transform(eitherCase), v.looseObject({ Id: id }))),
})

/** The customer closed the chat window, or the connection broke. */
export const onUserExit = trigger({
  schema,
  isCertain: (payload) => isObject(payload.Object) && isObject(payload.User),
  interpret: (chat, payload) => {
    const userId = chat.User?.Id
    return [
      {
        key: chat.Object.Id,
        ...wholePayload(payload),
        attributes: { userId },
        ...submission({ userId }, { lastExitAt: eventTime }),
      },
    ]
  },
})
