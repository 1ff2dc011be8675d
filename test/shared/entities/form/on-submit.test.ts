import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../shared/commbox/json.ts'
import { at, attributesOf, first, issuesOf, received, stateAfter } from '../../events-of.ts'

const FormUrl = 'https://qaqa.commbox.io/media/brands/qaqa/forms/6-24/a80e4081dc.pdf'
const submit = (payload: JsonObject, minute = '00') =>
  first('Form', 'OnSubmit', { ObjectId: '1', ...payload }, at(minute))

test('properties stay as the customer typed them', () => {
  const Properties = { field_0: ' TESTNAME ', field_1: 'true', field_2: '', field_3: true, field_4: 7 }
  const event = submit({ FormUrl, Properties })
  expect(attributesOf(event)).toEqual({ formUrl: FormUrl, properties: Properties, month: '2024-06' })
  expect(stateAfter('Form', event)).toMatchObject({
    formUrl: FormUrl,
    properties: Properties,
    submittedAt: received,
  })
})

test('properties as JSON text are parsed, without losing a digit', () => {
  const event = submit({ Properties: '{"field_0":9223372036854775807}' })
  expect(stateAfter('Form', event).properties).toEqual({ field_0: '9223372036854775807' })
})

test.each(['submissionContext', 'SubmissionContext'])("the organisation's own key, as %s", (name) => {
  const event = submit({ FormUrl, [name]: 'order-17' })
  expect(attributesOf(event)).toMatchObject({ submissionContext: 'order-17' })
  expect(stateAfter('Form', event)).toMatchObject({ submissionContext: 'order-17' })
})

describe('two submissions do not mix', () => {
  const one = () => submit({ FormUrl, Properties: { field_0: 'a' }, submissionContext: 'order-17' })

  test.each<[JsonObject]>([
    [{ FormUrl: 'https://other' }],
    [{ FormUrl: 'https://other', Properties: {} }],
    [{ FormUrl: 'https://other', Properties: '' }],
  ])('the second one is %j: its URL only', (payload) => {
    const other = submit(payload, '01')
    const state = stateAfter('Form', one(), other)
    expect(state).toMatchObject({ formUrl: 'https://other', submittedAt: other.occurredAt })
    for (const name of ['properties', 'submissionContext']) expect(state).not.toHaveProperty(name)
  })

  test('a delivery with the id only changes nothing of the one before or after it', () => {
    const { submittedAt, formUrl } = stateAfter('Form', submit({}, '02'), one())
    expect({ submittedAt, formUrl }).toEqual({ submittedAt: one().occurredAt, formUrl: FormUrl })
    const { properties } = stateAfter('Form', submit({}, '02'), submit({ Properties: { b: 1 } }, '03'), one())
    expect(properties).toEqual({ b: 1 })
  })
})

test('a signature of 20 KB is left out of the state, the other properties are kept, and the state says so', () => {
  const event = submit({ Properties: { signature: 'x'.repeat(20_000), field_0: 'a', zip: '5' } })
  expect(stateAfter('Form', event)).toMatchObject({
    properties: { field_0: 'a', zip: '5' },
    cut: ['properties'],
  })
})

test('only the conversation is required', () => {
  expect(issuesOf('Form', 'OnSubmit', { ObjectId: 1 })).toEqual([])
  expect(issuesOf('Form', 'OnSubmit', { FormUrl })).toMatchObject([{ path: 'ObjectId', received: 'nothing' }])
})
