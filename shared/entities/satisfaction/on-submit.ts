import * as v from 'valibot'
import { number, requiredId, text } from '../../commbox/values.ts'
import { monthOf } from '../../events/event.ts'
import { trigger } from '../trigger.ts'

const schema = v.looseObject({ ObjectId: requiredId, Score: number, Description: text })

/** A closed question of a satisfaction survey was answered; open ones send no webhook. */
export const onSubmit = trigger({
  schema,
  isCertain: (payload) => 'Score' in payload && 'ObjectId' in payload,
  interpret: ({ ObjectId, Score: score, Description: description }, payload) => [
    {
      key: ObjectId,
      content: payload,
      attributes: (at) => ({ score, description, month: monthOf(at) }),
      sets: (at) => ({ score, description, submittedAt: at }),
    },
  ],
})
