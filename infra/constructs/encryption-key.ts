import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { Stage } from '../stage.ts'

/** Returns the key of the stage for what holds payloads; undefined if AWS's own keys encrypt it. */
export function encryptionKeyOf(scope: Construct, { encryptionKeyArn: arn }: Stage): IKey | undefined {
  return arn === undefined ? undefined : Key.fromKeyArn(scope, 'EncryptionKey', arn)
}
