// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub is written.
import { describe, expect, test } from 'vitest'
import { resolve, type Scope } from '../../../infra/local/resolve.ts'
import { readTemplate } from '../../../infra/local/template.ts'

const scope: Scope = {
  ref: (name) => ({ Table: 'the-table', 'AWS::Region': 'us-east-1', Parameter: 5 })[name],
  attribute: (resource, name) =>
    resource === 'Queue' && name === 'Arn' ? 'arn:aws:sqs:us-east-1:0:queue' : undefined,
}

describe('the functions of a template', () => {
  test.each([
    ['Ref of a resource', { Ref: 'Table' }, 'the-table'],
    ['Ref of a parameter', { Ref: 'Parameter' }, 5],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:0:queue'],
    ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:aws:sqs:us-east-1:0:queue'],
    ['Fn::Join of functions', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 7]] }, 'a/the-table/7'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [2, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'c'],
    [
      'Fn::Split of a reference',
      { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] },
      ['arn', 'aws', 'sqs', 'us-east-1', '0', 'queue'],
    ],
    ['Fn::Sub', { 'Fn::Sub': 'x-${Table}-${Queue.Arn}' }, 'x-the-table-arn:aws:sqs:us-east-1:0:queue'],
    ['Fn::Sub of a literal', { 'Fn::Sub': '${!Table}' }, '${Table}'],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': ['${Own}.${AWS::Region}', { Own: { Ref: 'Table' } }] },
      'the-table.us-east-1',
    ],
    [
      'nesting',
      { list: [{ deep: { Ref: 'Table' } }, null, true] },
      { list: [{ deep: 'the-table' }, null, true] },
    ],
    [
      'AWS::NoValue',
      { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
      { kept: 1, list: [2] },
    ],
  ])('%s', (_, value, expected) => {
    expect(resolve(value, scope, 'Here')).toEqual(expected)
  })

  test.each([
    ['a resource that does not exist', { Ref: 'Bucket' }, 'Here refers to Bucket'],
    [
      'an attribute that does not exist',
      { 'Fn::GetAtt': ['Queue', 'Colour'] },
      'Here refers to Queue.Colour',
    ],
    ['one inside Fn::Sub', { 'Fn::Sub': '${Bucket.Arn}' }, 'Here refers to Bucket.Arn'],
    ['a place deep inside', { env: { NAME: { Ref: 'Bucket' } } }, 'Here.env.NAME refers to Bucket'],
    ['another function', { 'Fn::If': ['Condition', 1, 2] }, 'Here uses Fn::If'],
    ['a selection that is not there', { 'Fn::Select': [1, ['a']] }, 'Here has an invalid Fn::Select'],
    ['a function of the wrong shape', { 'Fn::Join': 'a' }, 'Here has an invalid Fn::Join'],
    [
      'a text made of an object',
      { 'Fn::Join': ['', [{ a: 1 }]] },
      'Here has a Fn::Join with a part that is not a text',
    ],
  ])('%s is an error that names it', (_, value, message) => {
    expect(() => resolve(value, scope, 'Here')).toThrow(message)
  })
})

test('an invalid template is reported with its file and the path in it', () => {
  expect(() => readTemplate('{', 'a.json')).toThrow('a.json is not JSON.')
  expect(() => readTemplate('{"Resources":{"A":{}}}', 'a.json')).toThrow(
    /a\.json is invalid at Resources\.A\.Type/,
  )
})
