import { parseArmId } from '../../arm-id.js'
import type { MockContext } from '../../context.js'
import { sameName } from '../../json.js'
import { isImmutable, isWeaker } from '../../service/immutability.js'
import type { ItemRecord, PolicyRecord, VaultRecord } from '../../service/model.js'
import { planOf } from '../../service/policy-plan.js'
import { changesToday } from '../../service/protection.js'
import { findSourceVm, type SourceVm } from '../../service/source-vm.js'
import { backupError, configureInputInvalid, policyKindWrong, sourceInvalid, weakerRefused } from './errors.js'
import type { ItemNames } from './state.js'

/** VMs of a vault at most. Source: docs, support matrix. */
const MAX_ITEMS = 1000

/** Protection changes of a vault in a UTC day. Source: docs, Azure VM backup FAQ. */
const MAX_CHANGES_PER_DAY = 1000

/** Standard policies take Trusted Launch VMs from this api-version on. Source: issue threads, May 2025. */
const STANDARD_TRUSTED_LAUNCH_SINCE = '2025-01-01'

/** The VM behind a source id: it must exist, match the names of the path and lie in the vault's region and subscription. */
export function requireSource(ctx: MockContext, vault: VaultRecord, names: ItemNames, sourceId: string): SourceVm {
  const id = parseArmId(sourceId)
  if (!id || !sameName(id.type, 'Microsoft.Compute/virtualMachines'))
    throw sourceInvalid('It is not the id of a virtual machine.')
  if (!sameName(id.group, names.group) || !sameName(id.names[0], names.vm)) throw configureInputInvalid()
  if (!sameName(id.subscriptionId, vault.subscriptionId))
    throw sourceInvalid('The virtual machine is in another subscription than the vault.')
  const vm = findSourceVm(ctx, sourceId)
  if (!vm) throw sourceInvalid('The virtual machine does not exist.')
  if (vm.location !== vault.location) {
    throw sourceInvalid(`The virtual machine is in ${vm.location}, the vault is in ${vault.location}.`)
  }
  return vm
}

/** The policy of an id: in the same vault, and for VMs. */
export function requirePolicy(vault: VaultRecord, policyId: string): PolicyRecord {
  const id = parseArmId(policyId)
  const [vaultName, policyName] = id?.names ?? []
  const isHere = id && sameName(vaultName, vault.name) && sameName(id.group, vault.group)
  const policy = isHere ? vault.policies[(policyName ?? '').toLowerCase()] : undefined
  if (!policy) throw configureInputInvalid()
  if (!planOf(policy)) throw policyKindWrong()
  return policy
}

/** Kinds of VM and policy that do not go together. */
export function requireFit(vm: SourceVm, policy: PolicyRecord, apiVersion: string): void {
  const plan = planOf(policy)
  if (plan?.type !== 'V1') return
  if (vm.trustedLaunch && apiVersion < STANDARD_TRUSTED_LAUNCH_SINCE) {
    throw backupError(
      'UserErrorMigrationFromTrustedLaunchVMToNonTrustedVMNotAllowed',
      'Trusted Launch virtual machines cannot be protected with a standard policy. Please use an enhanced policy.',
    )
  }
  if (vm.disks.some((disk) => /^(UltraSSD|PremiumV2)_/i.test(disk.sku))) {
    throw backupError(
      'UserErrorUnsupportedDiskTypeForStandardPolicy',
      'Virtual machines with Ultra or Premium SSD v2 disks can be protected with an enhanced policy only.',
    )
  }
}

/** Moving an item back from an enhanced to a standard policy is impossible. */
export function requireNoDowngrade(vault: VaultRecord, item: ItemRecord, policy: PolicyRecord): void {
  const present = vault.policies[item.policyKey ?? '']
  const wasEnhanced =
    (present && planOf(present)?.type === 'V2') || item.points.some((point) => point.policyType === 'V2')
  if (wasEnhanced && planOf(policy)?.type === 'V1') throw policyKindWrong()
}

/** An immutable vault takes no move to a policy that keeps less. */
export function requireNotWeaker(vault: VaultRecord, item: ItemRecord, policy: PolicyRecord): void {
  const present = vault.policies[item.policyKey ?? '']
  if (present && isImmutable(vault) && isWeaker(policy, present)) throw weakerRefused()
}

/** A VM has one vault. A soft-deleted item elsewhere no longer blocks under the present soft-delete rules. */
export function requireFree(ctx: MockContext, vault: VaultRecord, vm: SourceVm): void {
  const place = ctx.state.backup.protectedVms[vm.id.toLowerCase()]
  const other = place && place.vaultKey !== vault.key ? ctx.state.backup.vaults[place.vaultKey] : undefined
  const item = other?.items[place?.itemKey ?? '']
  if (!other || !item || (item.state === 'SoftDeleted' && ctx.state.softDeleteProfile === 'current')) return
  throw backupError(
    'VirtualMachineAlreadyProtected',
    `The virtual machine is already protected with the vault '${other.name}' in resource group '${other.group}'.`,
  )
}

/** Room for one more VM and one more change. */
export function requireRoom(ctx: MockContext, vault: VaultRecord, isNew: boolean): void {
  if (isNew && Object.keys(vault.items).length >= MAX_ITEMS) {
    throw backupError(
      'BMSUserErrorMaxProtectedItemsLimitReached',
      `A vault can protect ${MAX_ITEMS} virtual machines at most.`,
    )
  }
  if (changesToday(ctx, vault) >= MAX_CHANGES_PER_DAY) {
    throw backupError(
      'CloudDosAbsoluteLimitReached',
      `Protection can be configured or changed ${MAX_CHANGES_PER_DAY} times a day in a vault. Please try again tomorrow.`,
    )
  }
}
