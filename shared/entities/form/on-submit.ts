import * as v from 'valibot'
import { map, requiredId, text } from '../../commbox/values.ts'
import { eventMonth, eventTime } from '../../events/draft.ts'
import { wholePayload } from '../elements.ts'
import { submission } from '../submission.ts'
import { trigger } from '../trigger.ts'

const schema = v.looseObject({
  ObjectId: requiredId,
  FormUrl: text,
  Properties: map,
  /** An organisation's own key. Its spelling is not documented. */
  submissionContext: text,
  SubmissionContext: text,
})

/** A customer submitted a form. Its properties stay as the customer typed them. */
export const onSubmit = trigger({
  schema,
  isCertain: (payload) => 'FormUrl' in payload && 'ObjectId' in payload,
  interpret: (form, payload) => {
    const submissionContext = form.submissionContext ?? form.SubmissionContext
    const answer = { formUrl: form.FormUrl, properties: form.Properties, submissionContext }
    return [
      {
        key: form.ObjectId,
        ...wholePayload(payload),
        attributes: { ...answer, month: eventMonth },
        ...submission(answer, { submittedAt: eventTime }),
      },
    ]
  },
})
