import { listOf } from '../json.js'
import type { BackupPlan, Consistency, ItemRecord, PointRecord } from './model.js'
import type { PolicyPlan } from './policy-plan.js'
import { keptUntil, snapshotUntil } from './retention.js'
import type { SourceVm } from './source-vm.js'

/** The point that a finished snapshot stands for. */
export function makePoint(
  backup: BackupPlan,
  source: { timeMs: number; item: ItemRecord; plan: PolicyPlan; vm: SourceVm },
): PointRecord {
  const { timeMs, item, plan, vm } = source
  const included = diskFilter(item)
  const disks = vm.disks.map(({ lun, name, sizeGb, sku, traits }) => ({
    lun,
    name,
    included: included(lun),
    sizeGb,
    sku,
    ...traits,
  }))
  const tier = backup.scheduledMs === undefined ? undefined : keptUntil(plan, { timeMs }, backup.scheduledMs)
  return {
    name: backup.pointName,
    timeMs,
    consistency: consistencyOf(plan, vm),
    instantUntilMs: snapshotUntil(plan, timeMs),
    rule: backup.scheduledMs === undefined ? 'On-Demand' : (tier?.rule ?? 'Daily'),
    ...(backup.scheduledMs === undefined ? {} : { scheduledMs: backup.scheduledMs }),
    vmSize: vm.size,
    osType: vm.osType,
    trustedLaunch: vm.trustedLaunch,
    ...(vm.confidential ? { confidential: vm.confidential } : {}),
    ...(vm.unmanaged ? { unmanaged: true } : {}),
    ...(vm.zones.length > 0 ? { zones: vm.zones } : {}),
    policyType: plan.type,
    disks,
    sizeGb: vm.disks.filter((disk) => included(disk.lun)).reduce((sum, disk) => sum + disk.sizeGb, 0),
  }
}

/** Windows with VSS gives application consistency, Linux file-system consistency, a stopped VM crash consistency. */
function consistencyOf(plan: PolicyPlan, vm: SourceVm): Consistency {
  if (plan.crashOnly || !vm.running || vm.provisioningState === 'Failed') return 'CrashConsistent'
  return vm.osType === 'Windows' ? 'AppConsistent' : 'FileSystemConsistent'
}

/** Says which LUNs a disk choice backs up; the OS disk (-1) always is. */
export function diskFilter(item: ItemRecord): (lun: number) => boolean {
  if (!item.diskExclusion) return () => true
  const luns = listOf(item.diskExclusion.diskLunList)
  const inclusive = item.diskExclusion.isInclusionList === true
  return (lun) => lun === -1 || luns.includes(lun) === inclusive
}
