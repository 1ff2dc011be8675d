import * as v from 'valibot'
import { map, requiredId, text } from '../../commbox/values.ts'
import { monthOf } from '../../events/event.ts'
import { trigger } from '../trigger.ts'

const schema = v.looseObject({ ObjectId: requiredId, FormUrl: text, Properties: map })

/** A customer submitted a form. Its properties stay as the customer typed them. */
export const onSubmit = trigger({
  schema,
  isCertain: (payload) => 'FormUrl' in payload && 'ObjectId' in payload,
  interpret: ({ ObjectId, FormUrl: formUrl, Properties: properties }, payload) => [
    {
      key: ObjectId,
      content: payload,
      attributes: (at) => ({ formUrl, properties, month: monthOf(at) }),
      sets: (at) => ({ formUrl, properties, submittedAt: at }),
    },
  ],
})
