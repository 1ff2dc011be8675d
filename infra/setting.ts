import * as v from 'valibot'

/* The kinds of settings that a stage has, each with a message that says what a value must be. */

export type Issue = { readonly received: string }

/** An object of these settings and no others. The message names every unknown one: valibot stops at the first. */
export function settings<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected, received, path }) => {
    if (expected === 'Object') return `must be an object, not ${received}.`
    if (expected !== 'never') return 'is required.'
    const [, ...others] = Object.keys(Object(path?.[0].input)).filter((name) => !Object.hasOwn(entries, name))
    const also = others.length === 0 ? '' : ` (nor is ${others.join(', ')})`
    return `is not a setting${also}. Known settings: ${Object.keys(entries).join(', ')}.`
  })
}

export function whole(least: number, most: number, unit: string) {
  const message = ({ received }: Issue) =>
    `must be a whole number from ${least} to ${most} (${unit}), not ${received}.`
  const isWithin = (value: number) => Number.isInteger(value) && value >= least && value <= most
  return v.pipe(v.number(message), v.check(isWithin, message))
}

export function text(pattern: RegExp, description: string) {
  const message = ({ received }: Issue) => `must be ${description}, not ${received}.`
  return v.pipe(v.string(message), v.regex(pattern, message))
}

export const flag = v.boolean(({ received }) => `must be true or false, not ${received}.`)

export function oneOf<const Values extends readonly (string | number)[]>(values: Values) {
  return v.picklist(values, ({ received }) => `must be one of ${values.join(', ')}, not ${received}.`)
}

export const items = <Item extends v.GenericSchema>(item: Item) =>
  v.array(item, ({ received }) => `must be a list, not ${received}.`)

export const list = <Item extends v.GenericSchema>(item: Item) => v.optional(items(item), [])
