import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import type { ErasableBodies } from '../../../../shared/store/erase-bodies.ts'
import type { BodyPlace } from '../place.ts'
import type { Stores } from '../stores.ts'

/** The large bodies of a deployment, which can be deleted with all their versions. */
export function erasableBodies({ s3, deployment, databaseOf }: Stores): ErasableBodies {
  const Bucket = deployment.bucketName()
  return {
    ...databaseOf('Object').bodies,
    async erase(key, which) {
      let count = 0
      let start: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {}
      while (start) {
        const page: Awaited<ReturnType<typeof list>> = await list(start)
        for (const { Key, VersionId, IsLatest } of page.Versions ?? []) {
          if (Key !== key || (which === 'former' && IsLatest)) continue
          await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
          count += 1
        }
        const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page
        start = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined
      }
      return count

      function list(from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined }) {
        return s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: key, ...from }))
      }
    },
  }
}

/** Deletes one version of a body. One without versions is called null, as S3 does. */
export async function eraseVersion(
  { s3, deployment }: Stores,
  { key: Key, versionId: VersionId }: BodyPlace,
): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: deployment.bucketName(), Key, VersionId }))
}
