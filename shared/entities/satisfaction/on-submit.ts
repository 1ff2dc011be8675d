import * as v from 'valibot'
import { number, requiredId, text } from '../../commbox/values.ts'
import { eventMonth, eventTime } from '../../events/draft.ts'
import { wholePayload } from '../elements.ts'
import { submission } from '../submission.ts'
import { trigger } from '../trigger.ts'

const schema = v.looseObject({ ObjectId: requiredId, Score: number, Description: text })

/** A closed question of a satisfaction survey was answered; open ones are not sent. */
export const onSubmit = trigger({
  schema,
  isCertain: (payload) => 'Score' in payload && 'ObjectId' in payload,
  interpret: ({ ObjectId, Score: score, Description: description }, payload) => {
    // A score such as "4/5" is no number: it is kept as text.
    const { Score: sent } = payload
    const scoreText = score === undefined && typeof sent === 'string' ? sent : undefined
    const answer = { score, scoreText, description }
    return [
      {
        key: ObjectId,
        ...wholePayload(payload),
        attributes: { ...answer, month: eventMonth },
        ...submission(answer, { submittedAt: eventTime }),
      },
    ]
  },
})
