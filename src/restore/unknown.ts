import { AzbkError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { nameFirst } from '../core/names.js'
import { type Blocker, blockedError } from '../model/plan.js'
import { count } from '../view/format.js'
import type { RestoreStep } from './plan.js'
import { isUnknown } from './survey.js'

/**
 * Who mistyped one name of a list may have meant another list: nothing is sent for the others, but what was found of
 * them is told as well.
 *
 * @throws VM_NOT_FOUND, NO_COPY_IN_PAIRED_REGION, SEVERAL_BLOCKERS (4)
 */
export function refuseUnknown(steps: readonly RestoreStep[]): void {
  const [first, ...others] = steps.flatMap(({ target }) => (isUnknown(target) ? (target.unread ?? []) : []))
  if (first === undefined) return
  const blockers = findings(steps)
  if (others.length === 0 && blockers.length === 1) throw first
  const { message, suggestions, details } = blockedError(blockers, `restore ${count(steps.length, 'VM')}`)
  const code = blockers.every((blocker) => blocker.code === first.code) ? first.code : 'SEVERAL_BLOCKERS'
  throw new AzbkError({ code, exit: 'notFound', message, suggestions, details })
}

/** What stands in the way of several is told once, with their names where it does not say them. */
function findings(steps: readonly RestoreStep[]): Blocker[] {
  const rows = steps.flatMap(({ target, blockers }) => {
    const { id, name } = target.subject
    return blockers.map((blocker) => ({ target, blocker, name: `'${isUnknown(target) ? id : name}'` }))
  })
  return [...groupBy(rows, ({ blocker }) => blocker.message).values()].flatMap((same) => {
    // Where the region is known, what to type names it.
    const row = same.find(({ target }) => target.region !== null) ?? same[0]
    if (row === undefined) return []
    const { blocker, name } = row
    if (same.length === steps.length || blocker.message.includes(name)) return blocker
    const names = same.map((one) => one.name)
    return { ...blocker, message: `VM ${nameFirst(names, 5)}: ${blocker.message}` }
  })
}
