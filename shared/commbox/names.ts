/*
 * CommBox's names, and how they are compared. Imports neither the SDK nor valibot: the CDK app loads this file.
 */

/** CommBox's entities, in the order of its help article. An Object is a conversation. */
export const entities = ['Object', 'User', 'Satisfaction', 'Tag', 'Form', 'Chat'] as const
export type Entity = (typeof entities)[number]

/**
 * Reduces a name to the form in which names are compared: lower case, without blanks, dashes and underscores.
 * CommBox's article writes `OnSubmit` and `On Submit` for one trigger.
 */
export function normalizeName(name: string): string {
  return name.replace(/[\s\-_]/g, '').toLowerCase()
}

/** Returns the member of `known` that `name` is a spelling of, if there is one. */
export function findByName<Name extends string>(
  known: readonly Name[],
  name: string | undefined,
): Name | undefined {
  if (name === undefined) return undefined
  const wanted = normalizeName(name)
  return known.find((candidate) => normalizeName(candidate) === wanted)
}

/** Whether a member of a payload or an envelope is the id of the request: its spelling is not documented. */
export function isRequestId(name: string): boolean {
  return normalizeName(name) === 'requestid'
}
