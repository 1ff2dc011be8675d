import { isObject, type Json } from '../../shared/commbox/json.ts'

/** Writes a value in one line: a time without milliseconds, yes and no, lists and maps by their members. */
export function plain(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (isObject(value)) {
    return Object.entries(value)
      .map(([name, member]) => `${name}: ${plain(member)}`)
      .join(', ')
  }
  return typeof value === 'string' ? timeText(value) : String(value)
}

/** Writes a time of the tables to the second, in UTC; returns any other text unchanged. */
export function timeText(text: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/.exec(text) ?? []
  return day === undefined ? text : `${day} ${time}`
}

/** `Resolved (2)`, or only the id if the name is not known. `Unknown (99)` has its id already. */
export function withId(name: Json | undefined, id: Json | undefined): string {
  const [nameText, idText] = [plain(name), plain(id)]
  if (nameText.endsWith(`(${idText})`) || nameText === idText) return nameText
  return nameText && idText ? `${nameText} (${idText})` : nameText || idText
}

/** Joins the texts that are not empty. */
export function parts(...texts: string[]): string {
  return texts.filter(Boolean).join(', ')
}

/** Names a tag by its group, name and id, as far as they are known. */
export function tagText(id: string, tag: Json | undefined): string {
  if (!isObject(tag)) return id
  const name = [plain(tag.group), plain(tag.name)].filter(Boolean).join(' / ')
  return withId(name, id)
}
