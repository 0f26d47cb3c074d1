import type { ArmId } from '../../core/arm-id.js'
import { findName } from '../../core/names.js'
import { OS_DISK_LUN, SECURITY_TYPES, type SecurityType } from '../../model/machine.js'
import type { RestoreTarget } from '../survey.js'

/** What kind of VM a point was made of; null when nobody says, as for points of the paired region whose VM is gone. */
export function securityOf({ choice, machine }: Pick<RestoreTarget, 'choice' | 'machine'>): SecurityType | null {
  return findName(SECURITY_TYPES, choice?.point.securityType ?? undefined) ?? machine?.securityType ?? null
}

/** The set with the customer's key of a confidential VM's OS disk; null when it has none, or the VM is gone. */
export function ownSecuredKey(target: RestoreTarget): ArmId | null {
  if (securityOf(target) !== 'ConfidentialVM') return null
  return target.machine?.disks.find(({ lun }) => lun === OS_DISK_LUN)?.securedKeyId ?? null
}

/** Whether keys bind the disks of a VM to their place: its own (Azure Disk Encryption), or those of a disk encryption set. */
export function isBoundByKeys({ choice, machine }: Pick<RestoreTarget, 'choice' | 'machine'>): boolean {
  const isKept = machine?.disks.some(({ keyId, securedKeyId }) => keyId !== null || securedKeyId !== null) ?? false
  return isKept || choice?.point.encrypted === true
}
