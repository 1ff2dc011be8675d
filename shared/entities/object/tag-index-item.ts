import type { IndexItem } from '../../events/event.ts'
import type { Tagging } from '../tagging.ts'

/**
 * The item by which the index `byTag` finds a conversation. Of a tag that was taken away it stays, without
 * `taggedAt` and so out of the index, to know which change was the last.
 */
export function tagIndexItem({ tagId, isHeld, name, group }: Tagging, at: string): IndexItem {
  return {
    record: `tag#${tagId}`,
    attributes: isHeld ? { tagId, name, group, taggedAt: at } : {},
  }
}
