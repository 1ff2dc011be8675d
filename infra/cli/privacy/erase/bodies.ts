import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import type { ErasableBodies } from '../../../../shared/store/erase-bodies.ts'
import { versionPages } from '../bodies.ts'
import type { Stores } from '../stores.ts'

/** The large bodies of a deployment, which can be deleted with all their versions. */
export function erasableBodies(stores: Stores): ErasableBodies {
  return {
    ...stores.databaseOf('Object').bodies,
    async erase(key, which) {
      let count = 0
      for await (const versions of versionPages(stores, key))
        for (const { Key, VersionId, IsLatest } of versions) {
          if (Key !== key || (which === 'former' && IsLatest)) continue
          await eraseVersion(stores, { key, versionId: VersionId })
          count += 1
        }
      return count
    },
  }
}

/** Deletes one version of a body. One without versions is called null, as S3 does. */
export async function eraseVersion(
  { s3, deployment }: Stores,
  { key: Key, versionId: VersionId }: { key: string; versionId: string | undefined },
): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: deployment.bucketName(), Key, VersionId }))
}
