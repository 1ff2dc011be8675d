import { isObject, type Json, type JsonObject } from '../commbox/json.ts'
import { cutMark } from '../commbox/text.ts'
import { stateRecord, ttlAttribute } from '../dynamodb/table.ts'
import { expiry, itemFormat, withoutUnset } from './event-item.ts'
import { exactForm, shortHash } from './fingerprint.ts'
import type { Erased, State } from './register.ts'

/** How the registers of an entity stand in its state item. */
export type StateLayout = {
  readonly partitionKey: string
  /** The attributes of the item, from the registers: theirs, and those derived from them. */
  toAttributes(state: State): Record<string, Json | undefined>
  /** The value of a register of two parts (`tagged.123`), read back from the item: the inverse of `toAttributes`. */
  readRegister?(item: JsonObject, set: string, member: string): Json | undefined
}

/**
 * The item of a state. `registers` maps each version to the names of the registers that it set last, `cut` names
 * the attributes and kinds of which some did not fit, and `revision` is a hash of the whole content: equal states
 * have equal items, however they came about. What is left of a thing that was erased is a stub without data.
 *
 * @param retentionDays after its last change until it expires; never if absent, or if the thing was erased
 */
export function stateItem(state: State, layout: StateLayout, retentionDays?: number): JsonObject {
  const registers: Record<string, string[]> = {}
  for (const name of Object.keys(state.versions).sort()) {
    const version = state.versions[name]
    if (version !== undefined) registers[version] = [...(registers[version] ?? []), name]
  }
  const { updatedAt } = state.values
  const { attributes, cut } = withoutCutMarks(layout.toAttributes(state))
  const allCut = [...new Set([...state.cut, ...cut])].sort()
  const { all: erasedAt, texts: textsErasedAt } = state.erased ?? {}
  const item = withoutUnset({
    [layout.partitionKey]: state.key,
    record: stateRecord,
    [ttlAttribute]:
      state.erased || typeof updatedAt !== 'string' ? undefined : expiry(updatedAt, retentionDays),
    format: itemFormat,
    ...attributes,
    cut: allCut.length > 0 ? allCut : undefined,
    registers,
    erasedAt,
    textsErasedAt,
    withdrawnAt: Object.keys(registers).length === 0 ? (erasedAt ?? textsErasedAt) : undefined,
  })
  return { ...item, revision: shortHash(exactForm(item)) }
}

/** Attributes as they are shown, and the names of those that were cut. */
function withoutCutMarks(attributes: Record<string, Json | undefined>) {
  const cut: string[] = []
  const shown = { ...attributes }
  for (const [name, value] of Object.entries(attributes)) {
    if (!isObject(value) || value[cutMark] !== true) continue
    const { [cutMark]: _mark, ...rest } = value
    shown[name] = rest
    cut.push(name)
  }
  return { attributes: shown, cut }
}

/** The state in an item: the inverse of `stateItem`. */
export function stateFrom(item: JsonObject, layout: StateLayout): State {
  const values: Record<string, Json> = {}
  const versions: Record<string, string> = {}
  const marked = Array.isArray(item.cut) ? item.cut.map(String) : []
  for (const [version, names] of Object.entries(isObject(item.registers) ? item.registers : {})) {
    for (const name of Array.isArray(names) ? names : []) {
      if (typeof name !== 'string') continue
      versions[name] = version
      const value = valueIn(item, name, layout)
      if (value !== undefined)
        values[name] = marked.includes(name) && isObject(value) ? { ...value, [cutMark]: true } : value
    }
  }
  const { startedAt } = item
  return {
    key: String(item[layout.partitionKey]),
    values,
    versions,
    cut: marked.filter((name) => !(name in versions)),
    ...(typeof startedAt === 'string' ? { startedAt } : {}),
    ...erasedIn(item),
  }
}

/** Up to when the thing of a state item, or its texts, were erased. */
export function erasedIn({ erasedAt: all, textsErasedAt: texts }: JsonObject): { erased?: Erased } {
  const erased = {
    ...(typeof all === 'string' ? { all } : {}),
    ...(typeof texts === 'string' ? { texts } : {}),
  }
  return Object.keys(erased).length > 0 ? { erased } : {}
}

function valueIn(item: JsonObject, name: string, layout: StateLayout): Json | undefined {
  const dot = name.indexOf('.')
  return dot < 0 ? item[name] : layout.readRegister?.(item, name.slice(0, dot), name.slice(dot + 1))
}

/** The registers that stand in the item under their own names: all that are not members of a set. */
export function plainRegisters(state: State): Record<string, Json> {
  return Object.fromEntries(Object.entries(state.values).filter(([name]) => !name.includes('.')))
}

/** The members of the set `set` that a state holds, ids in the order of their numbers. */
export function members(state: State, set: string): string[] {
  const prefix = `${set}.`
  return Object.keys(state.values)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort(byNumber)
}

/** Ids before names: ids by their number, which is by length and then by text; names by text. */
function byNumber(a: string, b: string): number {
  const [isId, isOtherId] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isId !== isOtherId) return isId ? -1 : 1
  if (isId && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}
