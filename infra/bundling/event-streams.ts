/** Stands in a bundle for the SDK's event streams: no operation of SQS or of DynamoDB's items has one. */
function notInBundle(): never {
  throw new Error('Event streams are not in the bundle')
}

export const EventStreamSerde = notInBundle
export const eventStreamSerdeProvider = notInBundle
