import { expect, test } from 'vitest'
import { first, issuesOf, received, stateAfter } from '../../told.ts'

const FormUrl = 'https://qaqa.commbox.io/media/brands/qaqa/forms/6-24/a80e4081dc.pdf'

test('properties stay as the customer typed them', () => {
  const Properties = { field_0: ' TESTNAME ', field_1: 'true', field_2: '', field_3: true, field_4: 7 }
  const event = first('Form', 'OnSubmit', { ObjectId: '1', FormUrl, Properties })
  expect(event.attributes?.(received)).toMatchObject({ formUrl: FormUrl, properties: Properties })
  expect(stateAfter('Form', event)).toMatchObject({
    formUrl: FormUrl,
    properties: Properties,
    submittedAt: received,
  })
})

test('properties as JSON text are parsed, without losing a digit', () => {
  const event = first('Form', 'OnSubmit', { ObjectId: '1', Properties: '{"field_0":9223372036854775807}' })
  expect(stateAfter('Form', event).properties).toEqual({ field_0: '9223372036854775807' })
})

test('a second form without properties is not shown with those of the first', () => {
  const later = { receivedAt: '2024-07-01T00:00:00.000Z', deliveryId: 'delivery-2' }
  const one = first('Form', 'OnSubmit', { ObjectId: '1', FormUrl, Properties: { field_0: 'a' } })
  const other = first('Form', 'OnSubmit', { ObjectId: '1', FormUrl: 'https://other', Properties: {} }, later)
  const state = stateAfter('Form', one, other)
  expect(state).toMatchObject({ formUrl: 'https://other', submittedAt: later.receivedAt })
  expect(state).not.toHaveProperty('properties')
})

test('only the conversation is required', () => {
  expect(issuesOf('Form', 'OnSubmit', { ObjectId: 1 })).toEqual([])
  expect(issuesOf('Form', 'OnSubmit', { FormUrl })).toMatchObject([{ path: 'ObjectId', received: 'nothing' }])
})
