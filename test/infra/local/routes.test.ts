import { expect, test } from 'vitest'
import type { LocalFunction } from '../../../infra/local/functions.ts'
import { findRoute } from '../../../infra/local/routes.ts'

const fn: LocalFunction = {
  props: {
    id: '',
    name: '',
    arn: '',
    folder: '',
    handler: '',
    environment: {},
    timeout: 1,
    memory: 128,
  },
  invoke: async () => undefined,
  stop: async () => {},
}

const routes = [
  'POST /webhooks',
  'ANY /webhooks/{entity}',
  'POST /webhooks/{entity}',
  'POST /webhooks/{entity}/{trigger}',
  'POST /webhooks/tag/{trigger}',
  'GET /files/{path+}',
].map((key) => ({ key, fn, timeout: 1000 }))

test.each([
  ['POST', '/webhooks', 'POST /webhooks', {}],
  ['POST', '/webhooks/object', 'POST /webhooks/{entity}', { entity: 'object' }],
  ['PUT', '/webhooks/object', 'ANY /webhooks/{entity}', { entity: 'object' }],
  [
    'POST',
    '/webhooks/user/Log%20in',
    'POST /webhooks/{entity}/{trigger}',
    { entity: 'user', trigger: 'Log%20in' },
  ],
  ['POST', '/webhooks/tag/OnAdd', 'POST /webhooks/tag/{trigger}', { trigger: 'OnAdd' }],
  ['GET', '/files/a/b', 'GET /files/{path+}', { path: 'a/b' }],
])('%s %s matches %s', (method, path, key, parameters) => {
  expect(findRoute(routes, method, path)).toMatchObject({ route: { key }, parameters })
})

test.each([
  ['HEAD', '/webhooks'],
  ['DELETE', '/webhooks'],
  ['POST', '/webhooks/'],
  ['POST', '/webhooks/a/b/c'],
  ['POST', '/'],
  ['POST', '/WEBHOOKS'],
])('%s %s matches no route', (method, path) => {
  expect(findRoute(routes, method, path)).toBeUndefined()
})
