import { afterAll, beforeAll, expect, test } from 'vitest'
import { commbox } from './command-line.ts'
import { startDatabase } from './database.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
const run = (...args: string[]) => commbox([...args, '--outputs', database.outputs])

beforeAll(async () => {
  database = await startDatabase({ DefaultCountryCode: '972' })
  const receivedAt = '2024-06-09T07:31:00.000Z'
  const person = { FirstName: 'Dana', Phone1: '050-1234567', Email: 'Dana@Acme.example' }
  await database.take('User', { trigger: 'OnNew', payload: { Id: '71', ...person }, receivedAt })
  const User = { Id: '71', ...person }
  await database.take('Object', { trigger: 'OnNew', payload: { Id: '81', User }, receivedAt })
})
afterAll(() => database.close())

test('rebuild makes the keys with the country code in the outputs, and find looks with it', async () => {
  expect(await run('find', 'users', '--phone', '050-1234567')).toMatchObject({ err: 'nothing found\n' })
  for (const entity of ['user', 'object']) await run('rebuild', entity, '--yes')
  for (const phone of ['050-1234567', '+972 50-123-4567', '\u202a+972 50-123-4567\u202c', '00972501234567']) {
    expect((await run('find', 'users', '--phone', phone)).out).toMatch(/^71 +Dana +Dana@Acme.example/m)
    expect((await run('find', 'conversations', '--phone', phone)).out).toMatch(/^81 .*71 +Dana$/m)
  }
  const { out } = await run('find', 'conversations', '--email', 'dana@acme.EXAMPLE', '--json')
  expect(JSON.parse(out)).toMatchObject({
    items: [{ objectId: '81', customerId: '71', contactKey: 'email:dana@acme.example' }],
  })
})
