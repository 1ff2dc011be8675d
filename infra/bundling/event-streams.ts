/** Replaces the SDK's event streams in a bundle: no operation on SQS or DynamoDB items uses one. */
function notInBundle(): never {
  throw new Error('The bundle does not include event streams')
}

export const EventStreamSerde = notInBundle
export const eventStreamSerdeProvider = notInBundle
