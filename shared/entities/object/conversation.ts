import { nameOf, streamProviders } from '../../commbox/enums.ts'
import { cutText } from '../../commbox/text.ts'
import { id, requiredId, text } from '../../commbox/values.ts'
import type { Registers } from '../../events/draft.ts'
import { longestName } from '../tagging.ts'

/** What every payload of the Object entity says about its conversation: CommBox puts it after the rest. */
export const conversationFields = {
  /** The conversation, in both layouts of OnNewChild: a flat message has no id of its own. */
  Id: requiredId,
  /** The channel. */
  StreamId: id,
  SubStreamId: id,
}

type Channel = {
  StreamId?: string | null | undefined
  SubStreamId?: string | null | undefined
  StreamProviderType?: string | null | undefined
}

/** The channel in which the conversation is, and what the payload says of that channel. */
export function channelRegisters({ StreamId, SubStreamId, StreamProviderType }: Channel): Registers {
  return {
    streamId: StreamId,
    ...streamRegisters(StreamId, { subStreamId: SubStreamId, channel: providerName(StreamProviderType) }),
  }
}

/** What can be said of a channel: it is kept under the channel's id, so that it is never shown beside another's. */
type StreamInfo = {
  name?: string | null | undefined
  channel?: string | null | undefined
  subStreamId?: string | null | undefined
}

export function streamRegisters(streamId: string | null | undefined, info: StreamInfo): Registers {
  if (!streamId) return {}
  return Object.fromEntries(
    Object.entries(info).map(([name, value]) => [
      `streams.${streamId}.${name}`,
      value ? cutText(value, longestName) : value,
    ]),
  )
}

/** The field that says what a conversation's provider is. */
export const providerFields = { StreamProviderType: text }

/** A provider's name: webhooks give the number of the enum, or a name already. */
export function providerName(type: string | null | undefined): string | null | undefined {
  return type && /^\d+$/.test(type) ? nameOf(streamProviders, type) : type
}
