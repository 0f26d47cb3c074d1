import type { AppContext } from '../context.js'
import type { ScopePermissions } from '../model/permissions.js'
import type { Blocker } from '../model/plan.js'
import { VERB_ACTIONS } from '../model/verb-actions.js'
import { isCleanable } from './leavings.js'
import { readPermissions } from './permissions.js'
import type { RestoreStep } from './plan.js'
import { missingAt } from './preflight/permissions.js'
import type { RestoreTask } from './task.js'

/** The steps as they are when what the restores leave is to be removed: whose login may not do that is told before. */
export async function checkCleanUp(ctx: AppContext, steps: readonly RestoreStep[]): Promise<RestoreStep[]> {
  const tasks = steps.flatMap(({ task }) => (task !== null && isCleanable(task) ? [task] : []))
  const permissions = await readPermissions(
    ctx,
    tasks.map(({ order }) => order.stagingAccountId),
  )
  return steps.map((step) => {
    const blockers = step.task !== null && isCleanable(step.task) ? missingFor(step.task, permissions) : []
    return blockers.length === 0 ? step : { ...step, task: null, blockers }
  })
}

function missingFor({ staging, order }: RestoreTask, permissions: ScopePermissions): Blocker[] {
  const missing = missingAt(permissions, {
    id: order.stagingAccountId,
    what: `clean up in storage account '${staging.name}'`,
    needed: VERB_ACTIONS['restore --clean-up'],
    role: 'Storage Account Contributor',
  })
  const leaveOut = 'Or leave out --clean-up: the containers stay, and are listed.'
  return missing.map((blocker) => ({ ...blocker, suggestions: [...blocker.suggestions, leaveOut] }))
}
