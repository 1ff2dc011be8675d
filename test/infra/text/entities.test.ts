import { expect, test } from 'vitest'
import { decodeEntities } from '../../../infra/text/entities.ts'

test.each([
  ['Tom &amp; Jerry', 'Tom & Jerry'],
  ['&lt;b&gt;שלום&lt;/b&gt;', '<b>שלום</b>'],
  ['&quot;a&quot; isn&#39;t &#x5D0;', '"a" isn\'t א'],
  ['1&nbsp;000&euro;', '1\u00a0000€'],
  ['&amp;lt;', '&lt;'],
  ['AT&T', 'AT&T'],
  ['https://acme.example/?a=1&copy=2&lt', 'https://acme.example/?a=1&copy=2&lt'],
  ['&unknown;', '&unknown;'],
  ['', ''],
])('%s is %s', (sent, shown) => {
  expect(decodeEntities(sent)).toBe(shown)
})
