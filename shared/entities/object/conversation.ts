import { nameOf, streamProviders } from '../../commbox/enums.ts'
import { id, requiredId, text } from '../../commbox/values.ts'
import type { Registers } from '../../events/register.ts'

/** What every payload of the Object entity says about its conversation: CommBox puts it after the rest. */
export const conversationFields = {
  /** The conversation. Of a flat OnNewChild, too: the message's own id is in its `Content`. */
  Id: requiredId,
  /** The channel. */
  StreamId: id,
  SubStreamId: id,
}

type Channel = { StreamId?: string | null | undefined; SubStreamId?: string | null | undefined }

/** The channel in which the conversation is, as the payload says in passing. */
export function channelRegisters({ StreamId, SubStreamId }: Channel): Registers {
  return { streamId: StreamId, subStreamId: SubStreamId }
}

/** Fields that tell what a conversation's provider is. */
export const providerFields = { StreamProviderType: text }

/** A provider's name: webhooks give the number of the enum, or a name already. */
export function providerName(type: string | null | undefined): string | null | undefined {
  return type && /^\d+$/.test(type) ? nameOf(streamProviders, type) : type
}
