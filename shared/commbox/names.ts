/*
 * CommBox's names, and how they are compared. Free of SDK and valibot: a synthesis loads this file.
 */

/** CommBox's entities, in the order of its help article. An Object is a conversation. */
export const entities = ['Object', 'User', 'Satisfaction', 'Tag', 'Form', 'Chat'] as const
export type Entity = (typeof entities)[number]

/**
 * Entities whose payloads always tell the trigger. Those of Object and User are alike for several triggers.
 * Source: the examples of CommBox's help article.
 */
export const selfTelling: readonly Entity[] = ['Satisfaction', 'Tag', 'Form', 'Chat']

/**
 * A name as it is compared: without case, blanks, dashes and underscores.
 * CommBox itself writes `OnSubmit`, `On Submit` and `on-submit` for one trigger.
 */
export function normalizeName(name: string): string {
  return name.replace(/[\s\-_]/g, '').toLowerCase()
}

/** The one of `known` that `name` means, however it is written. */
export function findByName<Name extends string>(known: readonly Name[], name: string): Name | undefined {
  const wanted = normalizeName(name)
  return known.find((candidate) => normalizeName(candidate) === wanted)
}
