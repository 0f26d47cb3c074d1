import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import type { ArmError } from '../../errors.js'
import { objectOf, sameName, textOf, valuesOf } from '../../json.js'
import { limitOf, usageBody } from '../usages.js'
import { coresExceeded, sizeUnavailable } from './errors.js'
import { findSize } from './sizes.js'
import type { VmRecord } from './state.js'

/** What a subscription of the mock may have of everything in a region where nobody said less: not verified, see UNSURE.md. */
const PLENTY = 1_000_000

/** VMs of a subscription in a region. Source: docs, subscription limits. */
const MAX_VMS = 25_000

/** GET of what a region holds of VMs and cores, in all and by family, against the limits. */
export function listUsages(ctx: MockContext, call: ArmCall): ArmReply {
  const place = { subscriptionId: call.params.sub ?? '', location: call.params.location ?? '' }
  const vms = vmsOf(ctx, place)
  const families = new Map<string, number>()
  for (const size of vms.map(sizeOf)) {
    const { family, cores } = usedBy(size)
    families.set(family, (families.get(family) ?? 0) + cores)
  }
  for (const { name } of ctx.state.quotas.limits)
    if (name.endsWith('Family')) families.set(name, families.get(name) ?? 0)
  const row = (value: string, localizedValue: string, used: number, limit = PLENTY) =>
    usageBody({ value, localizedValue }, used, limitOf(ctx, { ...place, name: value }) ?? limit)
  const cores = [...families.values()].reduce((sum, count) => sum + count, 0)
  const rows = [
    row('cores', 'Total Regional vCPUs', cores),
    row('virtualMachines', 'Virtual Machines', vms.length, MAX_VMS),
    ...[...families].map(([family, used]) => row(family, familyLabel(family), used)),
  ]
  return { status: 200, body: { value: rows } }
}

/** Where a VM is to be, and what it is. */
export interface WantedVm {
  id: string
  subscriptionId: string
  location: string
  zones?: readonly string[]
  size: string
}

/**
 * Why a VM cannot be had: its size is not offered there, or too few cores are left. The VM itself counts with its new size
 * alone. Limits that nobody set are too high to be reached, and are not reckoned.
 */
export function quotaRefusal(ctx: MockContext, vm: WantedVm): ArmError | undefined {
  if (isRestricted(ctx, vm)) return sizeUnavailable(vm)
  if (ctx.state.quotas.limits.length === 0) return undefined
  const { family, cores } = usedBy(vm.size)
  const known = ctx.state.compute.virtualMachines[vm.id.toLowerCase()]
  const before = known ? usedBy(sizeOf(known)) : { family, cores: 0 }
  const families = [
    {
      name: family,
      label: `${family} Cores`,
      required: cores - (before.family === family ? before.cores : 0),
    },
    { name: 'cores', label: 'Total Regional Cores', required: cores - before.cores },
  ]
  for (const { name, label, required } of families) {
    const limit = limitOf(ctx, { ...vm, name })
    if (limit === undefined || required <= 0) continue
    const used = vmsOf(ctx, vm).map(sizeOf).map(usedBy)
    const usage = used.reduce((sum, row) => sum + (name === 'cores' || row.family === name ? row.cores : 0), 0)
    if (usage + required > limit) return coresExceeded({ label, location: vm.location, limit, usage, required })
  }
  return undefined
}

function isRestricted(ctx: MockContext, vm: WantedVm): boolean {
  return ctx.state.quotas.restrictions.some(
    ({ size, location, zones, subscriptionId }) =>
      sameName(size, vm.size) &&
      sameName(location, vm.location) &&
      (subscriptionId === undefined || sameName(subscriptionId, vm.subscriptionId)) &&
      (zones === undefined || vm.zones?.some((zone) => zones.includes(zone)) === true),
  )
}

/** Deallocated VMs count too. Source: docs, vCPU quotas. */
function vmsOf(
  ctx: MockContext,
  { subscriptionId, location }: Pick<WantedVm, 'subscriptionId' | 'location'>,
): VmRecord[] {
  return valuesOf(ctx.state.compute.virtualMachines).filter(
    (vm) => sameName(vm.location, location) && sameName(vm.subscriptionId, subscriptionId),
  )
}

function sizeOf(vm: VmRecord): string {
  return textOf(objectOf(vm.properties.hardwareProfile).vmSize) ?? ''
}

function usedBy(size: string): { family: string; cores: number } {
  return { family: familyOf(size), cores: findSize(size)?.cores ?? 0 }
}

/** Name of the quota of a size: `Standard_D2as_v5` -> `standardDASv5Family`. Sizes with more memory share it. */
export function familyOf(size: string): string {
  const [, letters = '', traits = '', version = ''] =
    /^[A-Za-z]+_([A-Z]+)\d+(?:-\d+)?([a-z]*)(?:_(v\d+))?/i.exec(size) ?? []
  return `standard${letters.toUpperCase()}${traits.toUpperCase().replace('M', '')}${version.toLowerCase()}Family`
}

function familyLabel(family: string): string {
  return `Standard ${family.slice('standard'.length, -'Family'.length)} Family vCPUs`
}
