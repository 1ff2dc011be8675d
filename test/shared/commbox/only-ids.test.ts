import { expect, test } from 'vitest'
import { hasOnlyIds } from '../../../shared/commbox/id.ts'
import type { JsonObject } from '../../../shared/commbox/json.ts'

const payloads: [payload: JsonObject, isSlim: boolean][] = [
  [{ Id: '1', StreamId: '24569', SubStreamId: '0', StatusID: '1' }, true],
  [{ Id: '1', Children: { Child: { Id: '2' } } }, true],
  [{ Id: '1', Activities: { Activity: [{ Id: '2' }, { Id: '3' }] }, User: {}, Message: '' }, true],
  [{ eventName: 'OnDelete', tagId: '21958' }, true],
  [{ Object: { id: '1' }, User: { id: '2' } }, true],
  [{ Id: '1', Message: 'Hello' }, false],
  [{ Id: '1', Tags: { Tag: { Id: '2', Action: 'Add' } } }, false],
  [{ Id: '1', valid: true }, false],
  [{ Id: '1', Content: ['a text'] }, false],
]
test.each(payloads)('%j has only ids: %s', (payload, isSlim) => {
  expect(hasOnlyIds(payload)).toBe(isSlim)
})
