import { eventTime, type IndexItem } from '../../events/draft.ts'
import type { Tagging } from '../tagging.ts'

/**
 * The item by which the index `byTag` finds a conversation. Of a tag that was taken away it stays, without
 * `taggedAt` and so outside the index, to know which change was the last.
 */
export function tagIndexItem({ tagId, isHeld, name, group }: Tagging): IndexItem {
  return {
    record: `tag#${tagId}`,
    attributes: isHeld ? { tagId, name, group, taggedAt: eventTime } : {},
  }
}
