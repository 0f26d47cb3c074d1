import type { Blocker } from '../../model/plan.js'
import { checkDiskAccess, checkLuns } from './disks.js'
import { checkEdgeZone, checkSubscription, checkZone } from './elsewhere.js'
import type { Check, RestoreFacts } from './facts.js'
import { checkIdentity } from './identity.js'
import { checkDiskParts, checkKey } from './keys.js'
import { checkPermissions } from './permissions.js'
import { checkGroup, checkGroupNeeded } from './place.js'
import { checkArchive, checkInVault } from './point.js'
import { checkDay, checkReplace, checkSource } from './source.js'

const CHECKS: readonly Check[] = [
  checkSource,
  checkDay,
  checkGroup,
  checkGroupNeeded,
  checkPermissions,
  checkReplace,
  checkArchive,
  checkInVault,
  checkSubscription,
  checkZone,
  checkEdgeZone,
  checkLuns,
  checkDiskAccess,
  checkKey,
  checkDiskParts,
  checkIdentity,
]

/** All that stands in the way of one restore. Nothing is sent to Azure while there is anything. */
export function checkRestore(facts: RestoreFacts): Blocker[] {
  return CHECKS.flatMap((check) => check(facts))
}
