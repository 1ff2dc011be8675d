import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isPermanent } from '../../../infra/deployment/aws-error.ts'
import { region } from '../../../infra/local/account.ts'
import { type S3, startS3 } from '../../../infra/local/s3.ts'
import { bodiesIn } from '../../../shared/store/bucket.ts'

const folder = mkdtempSync(join(tmpdir(), 'commbox-bucket-'))
let s3: S3
beforeAll(async () => {
  const roles = new Map([
    ['lister', { canList: true }],
    ['other', { canList: false }],
  ])
  s3 = await startS3(folder, roles)
  await s3.createBucket('bodies')
  await bodiesOf('lister').put('there', '{}')
})
afterAll(async () => {
  await s3.close()
  rmSync(folder, { recursive: true, force: true })
})

const bodiesOf = (accessKeyId: string) =>
  bodiesIn(
    new S3Client({
      endpoint: s3.endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey: 'secret' },
    }),
    'bodies',
  )

describe('a body that is gone', () => {
  test('is none for a role that may list the bucket', async () => {
    expect(await bodiesOf('lister').get('there')).toBe('{}')
    expect(await bodiesOf('lister').get('gone')).toBeUndefined()
  })

  test('is denied to any other role, which says nothing of other bodies', async () => {
    const bodies = bodiesOf('other')
    const error: unknown = await bodies.get('gone').catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'BodyDeniedError' })
    expect(isPermanent(error)).toBe(false)
    expect(await bodies.get('there')).toBe('{}')
  })
})
