import { vaultId } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { AzbkError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import { lackedActions } from '../model/permissions.js'
import { vaultKey } from '../model/vault.js'
import { CROSS_REGION_ACTION, DRILL_PLACE_ACTIONS, RESTORE_ACTION } from '../model/verb-actions.js'
import { readPermissions } from '../restore/permissions.js'
import type { RestoreTask } from '../restore/task.js'

/**
 * Refuses what Azure would refuse half way. What cannot be read is told and not checked.
 *
 * @throws MISSING_PERMISSIONS (5) with all that is missing
 */
export async function requirePermissions(ctx: AppContext, tasks: readonly RestoreTask[]): Promise<void> {
  const subscription = `/subscriptions/${ctx.session.subscriptionId()}`
  const isAcross = tasks.some(({ secondaryRegion }) => secondaryRegion !== null)
  const near = tasks.filter(({ secondaryRegion }) => secondaryRegion === null).map(({ item }) => item.vault)
  const needs = [
    { scope: subscription, actions: [...DRILL_PLACE_ACTIONS, ...(isAcross ? [CROSS_REGION_ACTION] : [])] },
    ...distinctBy(near, vaultKey).map((vault) => ({ scope: vaultId(vault), actions: [RESTORE_ACTION] })),
  ]
  const known = await readPermissions(
    ctx,
    needs.map(({ scope }) => scope),
  )
  const missing = needs.flatMap(({ scope, actions }) =>
    lackedActions(known.get(nameKey(scope)), actions).map((action) => `${action} at ${scope}`),
  )
  if (missing.length === 0) return
  throw new AzbkError({
    code: 'MISSING_PERMISSIONS',
    exit: 'noPermission',
    message: `This login may not make drills. It lacks:${missing.map((line) => `\n  - ${line}`).join('')}`,
    suggestions: [
      'A role that is enough: azbk whoami --role driller > driller.json',
      'An owner makes it with: az role definition create --role-definition driller.json',
    ],
  })
}
