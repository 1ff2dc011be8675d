import { readId } from '../commbox/id.ts'

/** The partition key that an id means: in the spelling that is stored if it is an id, else as it is, to find nothing. */
export function idKey(id: string): string {
  return readId(id) ?? id
}
