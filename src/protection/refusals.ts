import type { DiskOrder } from '../azure/protection.js'
import { type AzbkError, notFoundError, refusedError } from '../core/errors.js'
import { closeNames } from '../core/names.js'
import { type EligibilityFinding, type EligibilitySubject, isEligibleAtAll } from '../model/eligibility.js'
import { itemVmArgument, type ProtectedItem } from '../model/item.js'
import { type Machine, OS_DISK_LUN, vmArgument } from '../model/machine.js'
import type { Policy } from '../model/policy.js'
import { checkPolicy, isError } from '../model/policy-rules.js'
import type { Vault } from '../model/vault.js'
import { formatTime } from '../view/format.js'
import type { PolicyTarget } from './policy-choice.js'

/** One VM belongs to one vault. Source: AZURE-BACKUP-API.md section 8. */
export function otherVault(machine: Machine, item: ProtectedItem, vault: Vault): AzbkError {
  return refusedError(
    'PROTECTED_ELSEWHERE',
    `VM '${machine.name}' belongs to vault '${item.vaultName}', not to '${vault.name}'.`,
    [
      `Work in that vault: --vault ${item.vaultName}`,
      `To move it, delete its backup data there first: azbk unprotect ${vmArgument(machine)} --delete-data`,
    ],
  )
}

export function otherSubscription(machine: Machine, vault: Vault): AzbkError {
  return refusedError(
    'SUBSCRIPTION_MISMATCH',
    `VM '${machine.name}' is in subscription ${machine.subscriptionId}, vault '${vault.name}' in ${vault.subscriptionId}; a vault protects VMs of its own subscription only.`,
    [`azbk vault list --subscription ${machine.subscriptionId}`],
  )
}

export function softDeleted(item: ProtectedItem): AzbkError {
  return refusedError(
    'SOFT_DELETED',
    `The backup data of VM '${item.machineName}' in vault '${item.vaultName}' are deleted and vanish on ${formatTime(item.softDelete?.purgeTime)}; until then the VM cannot be protected anew there.`,
    [
      `Bring them back and protect: azbk protect ${itemVmArgument(item)} --undelete`,
      `Only bring them back: azbk undelete ${itemVmArgument(item)}`,
    ],
  )
}

export function vaultFull(machine: Machine, vault: Vault, limit: number): AzbkError {
  return refusedError(
    'VAULT_FULL',
    `Vault '${vault.name}' has no room for VM '${machine.name}': a vault protects at most ${limit} VMs.`,
    [`azbk vault create --name <name> --resource-group ${vault.resourceGroup} --location ${vault.location}`],
  )
}

export function noPolicy(name: string, vault: Vault, policies: readonly Policy[]): AzbkError {
  const close = closeNames(
    name,
    policies.map((policy) => policy.name),
  )
  return notFoundError('POLICY_NOT_FOUND', `Vault '${vault.name}' has no VM policy '${name}'.`, [
    ...close.map((known) => `Did you mean ${known}?`),
    `azbk policy list --vault ${vault.name}`,
  ])
}

/** Azure refuses to move an item from an enhanced policy back to a standard one. Source: AZURE-LIMITS.md D4. */
export function downgrade(machine: Machine, present: Policy | null, asked: PolicyTarget): AzbkError | null {
  if (present?.spec.kind !== 'enhanced' || asked.spec?.kind !== 'standard') return null
  return refusedError(
    'POLICY_DOWNGRADE',
    `VM '${machine.name}' has the enhanced policy '${present.name}'; it cannot go back to a standard one ('${asked.name}').`,
    ['Choose an enhanced policy; `azbk policy list` shows the kinds.'],
  )
}

/** A tier whose window or zone makes a policy that Azure would refuse. */
export function invalidTemplate(machine: Machine, policy: PolicyTarget): AzbkError | null {
  const problems = policy.isNew && policy.spec ? checkPolicy(policy.spec).filter(isError) : []
  if (problems.length === 0) return null
  return refusedError(
    'TIER_POLICY_INVALID',
    `The tier of VM '${machine.name}' makes a policy '${policy.name}' that breaks rules: ${problems.map((one) => one.message).join(' ')}`,
    ['Mend the tier in azbk.yaml (`azbk config explain`), or name a policy with --policy.'],
  )
}

/** What the VM is does not go with the policy; when it goes with none, there is no other to choose. */
export function ineligible(
  policy: PolicyTarget,
  subject: EligibilitySubject,
  findings: readonly EligibilityFinding[],
): AzbkError | null {
  const [first, ...others] = findings.filter((finding) => finding.verdict === 'refuse')
  if (first === undefined) return null
  const messages = [first, ...others].map((finding) => finding.message).join(' ')
  if (first.code === 'REGION_MISMATCH') {
    const { location } = subject.machine
    return refusedError(first.code, messages, [
      `Name a vault in ${location} with --vault; \`azbk vault list\` shows the regions.`,
      `Or create one: azbk vault create --name <name> --resource-group <group> --location ${location}`,
    ])
  }
  return isEligibleAtAll(subject)
    ? refusedError(first.code, `Policy '${policy.name}' does not fit. ${messages}`, [
        'Choose another policy with --policy; `azbk policy list` shows their kinds.',
      ])
    : refusedError(first.code, messages, [
        'No policy takes this VM as it is; docs/protect.md lists what can be backed up.',
      ])
}

/** A LUN that the VM does not have: Azure would take it and silently back up something else. */
export function unknownDisks(machine: Machine, order: DiskOrder | undefined): AzbkError | null {
  if (order === undefined || order === 'all') return null
  const known = machine.disks.map((disk) => disk.lun).filter((lun) => lun !== OS_DISK_LUN)
  const unknown = order.luns.filter((lun) => !known.includes(lun))
  if (unknown.length === 0) return null
  const has = known.length === 0 ? 'it has no data disk' : `its data disks have LUN ${known.join(', ')}`
  return refusedError('UNKNOWN_LUN', `VM '${machine.name}' has no data disk with LUN ${unknown.join(', ')}; ${has}.`, [
    `az vm show --ids ${machine.id} --query "storageProfile.dataDisks[].[lun,name]"`,
  ])
}
