import type { Blocker } from '../../model/plan.js'
import type { RecoveryPoint } from '../../model/point.js'
import type { RestoreTarget } from '../survey.js'
import { ofPoint } from './facts.js'
import { isBoundByKeys } from './security.js'
import { isOtherSubscription, isOtherZone } from './way.js'

/** Into another subscription: managed disks that are not encrypted, where the vault allows it. Source: AZURE-LIMITS.md D5. */
export const checkSubscription = ofPoint((point, facts) => {
  if (!isOtherSubscription(facts)) return []
  const { subject, vault } = facts.target
  const state = vault?.crossSubscriptionRestore ?? 'Enabled'
  const stay = 'Name a --target-group of the subscription of the vault.'
  const found: Blocker[] = []
  if (vault !== null && state !== 'Enabled') {
    found.push({
      code: 'CROSS_SUBSCRIPTION_OFF',
      message: `Vault '${vault.name}' does not restore into other subscriptions${state === 'Disabled' ? '' : ', and never will'}.`,
      suggestions:
        state === 'Disabled'
          ? [`azbk vault update --name ${vault.name} --cross-subscription-restore Enabled`, stay]
          : [stay],
    })
  }
  if (!point.managedDisks) {
    const message = `VM '${subject.name}' had its disks in a storage account: they stay in their subscription.`
    found.push({ code: 'UNMANAGED_DISKS', message, suggestions: [stay] })
  }
  if (isBoundByKeys(facts.target)) {
    const message = `The disks of VM '${subject.name}' are encrypted with keys of its subscription: they stay there.`
    found.push({ code: 'ENCRYPTED_DISKS', message, suggestions: [stay] })
  }
  return found
})

/**
 * Azure wants the edge zone of the VM in the request, and makes things in the region without it; what else it wants then
 * is nowhere said. Source: Microsoft docs, IaasVMRestoreRequest (`extendedLocation`).
 */
export const checkEdgeZone = ofPoint(({ edgeZone }, { target: { subject } }) => {
  if (edgeZone === undefined) return []
  const message = `VM '${subject.name}' lay in edge zone '${edgeZone}': azbk restores into regions only.`
  return [{ code: 'EDGE_ZONE', message, suggestions: ['Restore it with Azure PowerShell or in the portal.'] }]
})

/**
 * Into another zone: from zone-redundant vaults, or across regions where the VM was in a zone; not encrypted disks.
 * Source: AZURE-LIMITS.md D5.
 */
export const checkZone = ofPoint((point, facts) => {
  if (!isOtherZone(facts)) return []
  const { subject, vault, secondaryRegion } = facts.target
  const leaveOut = ['Leave --zone out: the disks get the zone of the source, if it had one.']
  const found: Blocker[] = []
  if (!mayChooseZone(point, facts.target)) {
    const message =
      secondaryRegion === null
        ? `Vault '${vault?.name}' is not zone-redundant: it restores VM '${subject.name}' into ${point.zones.length === 0 ? 'no zone' : `zone ${point.zones.join(', ')} only`}.`
        : `VM '${subject.name}' was in no availability zone: across regions it can be restored into none.`
    found.push({ code: 'ZONE_NOT_POSSIBLE', message, suggestions: leaveOut })
  }
  if (!point.managedDisks) {
    const message = `VM '${subject.name}' had its disks in a storage account: they can be in no zone.`
    found.push({ code: 'UNMANAGED_DISKS', message, suggestions: leaveOut })
  }
  if (isBoundByKeys(facts.target)) {
    const message = `The disks of VM '${subject.name}' are encrypted: they can be restored into their own zone only.`
    found.push({ code: 'ENCRYPTED_DISKS', message, suggestions: leaveOut })
  }
  return found
})

/** Whether a zone may be asked for that is not the point's own. */
export function mayChooseZone(
  point: Pick<RecoveryPoint, 'zones'>,
  { vault, secondaryRegion }: Pick<RestoreTarget, 'vault' | 'secondaryRegion'>,
): boolean {
  return secondaryRegion === null ? vault?.redundancy === 'ZoneRedundant' : point.zones.length > 0
}
