import { expect, test } from 'vitest'
import { explainAwsError } from '../../../infra/deployment/aws-error.ts'
import { readDeployment } from '../../../infra/deployment/outputs-file.ts'
import { BodyDeniedError } from '../../../shared/store/bucket.ts'
import { outputsFile } from '../cli/command-line.ts'

test('a denied body is explained: what is missing may be the permission to list', () => {
  const outputs = outputsFile({ CommBoxWebhooks: { WebhookUrl: 'https://example.com/webhooks' } })
  const explained = explainAwsError(
    new BodyDeniedError('S3 denies access to the body a'),
    readDeployment({ outputs }, {}),
  )
  expect(explained?.message).toBe(
    'S3 denies access to the body a: without s3:ListBucket, that is also the answer if it has expired',
  )
})
