import { listPermissions } from '../azure/permissions.js'
import type { AppContext } from '../context.js'
import type { ArmId } from '../core/arm-id.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey, regionKey } from '../core/names.js'
import { tryRead } from '../core/read-each.js'
import type { Permission } from '../model/permissions.js'
import type { RestoreInput } from './input.js'
import { chooseSubnet, isBlocked } from './landing.js'
import type { RestorePlaces } from './places.js'
import { placeOf } from './preflight/permissions.js'
import type { RestoreTarget } from './survey.js'

/** What the login may do, by {@link nameKey} of the scope; a scope that could not be read is not in it. */
export type ScopePermissions = ReadonlyMap<string, readonly Permission[]>

/** What the login may do where things are made, each scope read once. What cannot be read is told and not checked. */
export async function surveyPermissions(
  ctx: AppContext,
  targets: readonly RestoreTarget[],
  { input, places }: { readonly input: RestoreInput; readonly places: RestorePlaces },
): Promise<ScopePermissions> {
  const scopes = distinctBy([...madeIn(targets, input, places), ...joined(targets, input, places)], nameKey)
  const rows = await mapLimited(scopes, READS_AT_ONCE, async (scope): Promise<[string, Permission[]][]> => {
    const { value, unread } = await tryRead(scope, () => listPermissions(ctx.session, scope))
    for (const { error } of unread) ctx.warn(`Permissions at ${scope} are not checked: ${error.message}`)
    return value === null ? [] : [[nameKey(scope), value]]
  })
  return new Map(rows.flat())
}

function madeIn(targets: readonly RestoreTarget[], { mode }: RestoreInput, places: RestorePlaces): ArmId[] {
  return targets.flatMap((target) => placeOf(mode, target, places)?.id ?? [])
}

/** The subnets that new VMs are put into: one for each region. */
function joined(targets: readonly RestoreTarget[], input: RestoreInput, { networks }: RestorePlaces): ArmId[] {
  if (input.mode !== 'vm') return []
  const regions = distinctBy(
    targets.flatMap(({ region }) => region ?? []),
    regionKey,
  )
  return regions.flatMap((region) => {
    const landing = chooseSubnet(networks, region, input)
    return isBlocked(landing) ? [] : [landing.subnet.id]
  })
}
