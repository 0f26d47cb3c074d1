import { actionsOf, type Verb } from './verb-actions.js'

/** What a login may do at a scope, as Azure lists it: one entry per role assignment. */
export interface Permission {
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
}

/** Entries add up; an entry's `notActions` take away from that entry only. */
export function isAllowed(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => actionMatches(pattern, action)) &&
      !notActions.some((pattern) => actionMatches(pattern, action)),
  )
}

/** `*` stands for any text, slashes included, and may stand anywhere; compared without case. */
export function actionMatches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  const text = action.toLowerCase()
  const [head = '', ...rest] = parts
  const tail = rest.pop()
  if (tail === undefined) return text === head
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false
  let from = head.length
  const end = text.length - tail.length
  for (const part of rest) {
    const at = text.indexOf(part, from)
    if (at < 0 || at + part.length > end) return false
    from = at + part.length
  }
  return true
}

/** What the login may do, by {@link nameKey} of the scope; a scope that could not be read is not in it. */
export type ScopePermissions = ReadonlyMap<string, readonly Permission[]>

/** Those of some actions that a login lacks; none while nobody knows what it may do. */
export function lackedActions(permissions: readonly Permission[] | undefined, actions: readonly string[]): string[] {
  return permissions === undefined ? [] : actions.filter((action) => !isAllowed(permissions, action))
}

/** The actions of a verb that a login lacks. */
export function missingActions(permissions: readonly Permission[], verb: Verb): string[] {
  return lackedActions(permissions, actionsOf([verb]))
}
