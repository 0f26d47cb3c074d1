import { parseArmId } from '../arm-id.js'
import { sameName } from '../json.js'
import { checkGuest } from '../providers/compute/guest.js'
import { checkQuotas } from '../providers/usages.js'
import type { EstateDisk, EstateOptions, EstateVm } from './own-estate.js'

const TYPES = {
  vault: 'Microsoft.RecoveryServices/vaults',
  vm: 'Microsoft.Compute/virtualMachines',
  storageAccount: 'Microsoft.Storage/storageAccounts',
}

/** What no request could refuse. Throws RangeError with all that is wrong, the first ten in words. */
export function checkEstate({ vaults, vms, storageAccounts = [], quotas }: EstateOptions): void {
  const policies = new Map(vaults.map(({ id, policies }) => [id.toLowerCase(), policies.map(({ name }) => name)]))
  const problems = [
    ...vaults.flatMap(({ id }) => checkId(id, 'vault')),
    ...storageAccounts.flatMap(({ id, egressMbps, ingressMbps }) => [
      ...checkId(id, 'storageAccount'),
      ...checkRate(id, { egressMbps }),
      ...checkRate(id, { ingressMbps }),
    ]),
    ...vms.flatMap((vm) => [
      ...checkId(vm.id, 'vm'),
      ...checkDisks(vm),
      ...checkProtection(vm, policies),
      ...(vm.guest === undefined ? [] : checkGuest(vm.guest)),
    ]),
    ...checkQuotas(quotas),
  ]
  if (problems.length === 0) return
  const more = problems.length > 10 ? ` And ${problems.length - 10} more.` : ''
  throw new RangeError(`The estate cannot be built. ${problems.slice(0, 10).join(' ')}${more}`)
}

function checkId(id: string, kind: keyof typeof TYPES): string[] {
  const parsed = parseArmId(id)
  return parsed?.names.length === 1 && sameName(parsed.type, TYPES[kind]) ? [] : [`${id} is no id of a ${TYPES[kind]}.`]
}

function checkRate(id: string, rate: Readonly<Record<string, number | undefined>>): string[] {
  return Object.entries(rate)
    .filter(([, mbps]) => mbps !== undefined && !(mbps > 0))
    .map(([name, mbps]) => `${id}: ${name} must be more than 0, got ${mbps}.`)
}

function checkDisks({ id, disks }: EstateVm): string[] {
  return disks.length === 0 ? [`${id} has no disk.`] : disks.flatMap((disk) => checkDisk(id, disk))
}

function checkDisk(id: string, { sizeGb, usedGb = 0, churnPerDay = 0 }: EstateDisk): string[] {
  const isGood = sizeGb > 0 && usedGb >= 0 && Number.isFinite(usedGb) && churnPerDay >= 0 && churnPerDay <= 1
  return isGood
    ? []
    : [`${id} has a disk of ${sizeGb} GB, of which ${usedGb} are used and ${churnPerDay} change in a day.`]
}

function checkProtection({ id, protection }: EstateVm, policies: ReadonlyMap<string, readonly string[]>): string[] {
  if (!protection) return []
  const known = policies.get(protection.vaultId.toLowerCase())
  if (!known) return [`${id} is protected in ${protection.vaultId}, which the estate does not have.`]
  return known.some((name) => sameName(name, protection.policy))
    ? []
    : [`${id} is protected by ${protection.policy}, which its vault does not have.`]
}
