import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams'
import type { StreamRecord } from '../../../shared/bus/stream-record.ts'

/** Returns the records of what was written to a table since the last call. */
export type StreamReader = { next(): Promise<StreamRecord[]> }

type Place = { iterator: string | undefined }

/**
 * Reads the stream of a table from now on, and follows it from shard to shard.
 *
 * @param StreamArn a stream of new and old images
 */
export async function streamReader(client: DynamoDBStreamsClient, StreamArn: string): Promise<StreamReader> {
  const places = new Map<string, Place>()
  const iteratorAt = async (ShardId: string, ShardIteratorType: 'LATEST' | 'TRIM_HORIZON') => {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType }),
    )
    return ShardIterator
  }
  const shards = await shardsOf(client, StreamArn)
  const continued = new Set(shards.map(({ ParentShardId }) => ParentShardId))
  for (const { ShardId = '' } of shards) {
    const isOver = continued.has(ShardId)
    places.set(ShardId, { iterator: isOver ? undefined : await iteratorAt(ShardId, 'LATEST') })
  }

  async function recordsOf(shard: string, place: Place): Promise<StreamRecord[]> {
    try {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: place.iterator }),
      )
      place.iterator = NextShardIterator
      return Records
    } catch (error) {
      // The place is no longer in the stream: what was missed is in the table.
      const isLost = error instanceof ExpiredIteratorException || error instanceof TrimmedDataAccessException
      if (!isLost) throw error
      place.iterator = await iteratorAt(shard, 'LATEST')
      return []
    }
  }

  return {
    async next() {
      const read: StreamRecord[] = []
      let isClosing = false
      for (const [shard, place] of places) {
        if (place.iterator === undefined) continue
        read.push(...(await recordsOf(shard, place)))
        if (place.iterator === undefined) isClosing = true
      }
      if (!isClosing) return read
      // A shard ends after some hours, and others continue it.
      for (const { ShardId = '' } of await shardsOf(client, StreamArn)) {
        if (!places.has(ShardId)) places.set(ShardId, { iterator: await iteratorAt(ShardId, 'TRIM_HORIZON') })
      }
      return read
    },
  }
}

async function shardsOf(client: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> {
  const shards: Shard[] = []
  let ExclusiveStartShardId: string | undefined
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId }),
    )
    shards.push(...(StreamDescription?.Shards ?? []))
    ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId
  } while (ExclusiveStartShardId !== undefined)
  return shards
}
