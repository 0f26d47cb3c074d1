import { listPermissions } from '../azure/permissions.js'
import type { AppContext } from '../context.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey } from '../core/names.js'
import { isAllowed, type Permission, VERB_ACTIONS } from '../model/permissions.js'
import type { Blocker } from '../model/plan.js'
import { isCleanable } from './leavings.js'
import type { RestoreStep } from './plan.js'
import type { RestoreTask } from './task.js'

/** The steps as they are when what the restores leave is to be removed: whose login may not do that is told before. */
export async function checkCleanUp(ctx: AppContext, steps: readonly RestoreStep[]): Promise<RestoreStep[]> {
  const tasks = steps.flatMap(({ task }) => (task !== null && isCleanable(task) ? [task] : []))
  const accounts = distinctBy(
    tasks.map(({ order }) => order.stagingAccountId),
    nameKey,
  )
  // What cannot be read, Azure will tell.
  const read = (id: string) => listPermissions(ctx.session, id).catch(() => undefined)
  const permissions = await mapLimited(accounts, READS_AT_ONCE, read)
  const permissionsOf = new Map(accounts.map((id, i) => [nameKey(id), permissions[i]]))
  return steps.map((step) => {
    const { task } = step
    if (task === null || !isCleanable(task)) return step
    const blockers = missingFor(task, permissionsOf.get(nameKey(task.order.stagingAccountId)))
    return blockers.length === 0 ? step : { ...step, task: null, blockers }
  })
}

function missingFor({ staging, order }: RestoreTask, permissions: readonly Permission[] | undefined): Blocker[] {
  const missing =
    permissions === undefined
      ? []
      : VERB_ACTIONS['restore --clean-up'].filter((action) => !isAllowed(permissions, action))
  if (missing.length === 0) return []
  const message = `This login may not clean up in storage account '${staging.name}': it lacks ${missing.join(', ')}.`
  const role = `az role assignment create --role "Storage Account Contributor" --assignee <login> --scope ${order.stagingAccountId}`
  const suggestions = [role, 'Or leave out --clean-up: the containers stay, and are listed.']
  return [{ code: 'MISSING_PERMISSIONS', message, suggestions, exit: 'noPermission' }]
}
