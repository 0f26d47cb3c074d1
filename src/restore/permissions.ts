import { listPermissions } from '../azure/permissions.js'
import type { AppContext } from '../context.js'
import type { ArmId } from '../core/arm-id.js'
import { distinctBy } from '../core/group.js'
import { regionKey } from '../core/names.js'
import { readByName } from '../core/read-each.js'
import type { ScopePermissions } from '../model/permissions.js'
import type { RestoreInput } from './input.js'
import { chooseSubnet, isBlocked } from './landing.js'
import type { RestorePlaces } from './places.js'
import { placeOf } from './preflight/permissions.js'
import type { RestoreTarget } from './survey.js'

/** What the login may do where things are made. */
export function surveyPermissions(
  ctx: AppContext,
  targets: readonly RestoreTarget[],
  { input, places }: { readonly input: RestoreInput; readonly places: RestorePlaces },
): Promise<ScopePermissions> {
  return readPermissions(ctx, [...madeIn(targets, input, places), ...joined(targets, input, places)])
}

/** Each scope read once. What cannot be read is told and not checked. */
export function readPermissions(ctx: AppContext, scopes: readonly string[]): Promise<ScopePermissions> {
  return readByName(
    scopes,
    (scope) => listPermissions(ctx.session, scope),
    ({ name, error }) => ctx.warn(`Permissions at ${name} are not checked: ${error.message}`),
  )
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
