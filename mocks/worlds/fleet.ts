import type { JsonObject } from '../json.js'
import type { MockState } from '../store.js'
import { deleteBackups, type Estate, loseAgent, makeVaults, makeVms, protectVm, stopVm } from './estate.js'
import { type FleetOptions, type FleetPolicy, planFleet } from './fleet-plan.js'
import { dailyPolicy, hourlyPolicy, weeklyPolicy } from './policy-bodies.js'
import { addSubscription, FIRST_SUBSCRIPTION, openStage } from './stage.js'
import type { WorldStart } from './start.js'

export type { FleetOptions } from './fleet-plan.js'

const HOUR_MS = 3_600_000

/** A fleet lives its last day for real: each protected VM has about one backup behind it. */
const LIFE_MS = 27 * HOUR_MS

/** Without protected VMs there is nothing to wait for. */
const SHORT_LIFE_MS = HOUR_MS

/** VMs in groups of a hundred over three regions, with vaults and policies within the limits of the service. */
export function buildFleet(start: WorldStart, options: FleetOptions): MockState {
  const plan = planFleet(options)
  const isProtected = plan.vms.some((vm) => vm.protection !== '')
  const stage = openStage(start, start.nowMs - (isProtected ? LIFE_MS : SHORT_LIFE_MS))
  addSubscription(stage, { id: FIRST_SUBSCRIPTION, displayName: 'Contoso Fleet' })
  const estate: Estate = { stage, vms: plan.vms, vaults: plan.vaults }
  for (const { name, location } of [...plan.groups, { name: 'rg-fleet-backup', location: 'westeurope' }]) {
    stage.send({ method: 'PUT', path: `/resourceGroups/${name}`, body: { location } })
  }
  for (const location of new Set(plan.groups.map((group) => group.location))) {
    const path = `/resourceGroups/rg-fleet-backup/providers/Microsoft.Storage/storageAccounts/fleetstage${location}`
    stage.send({ method: 'PUT', path, body: { location, kind: 'StorageV2', sku: { name: 'Standard_LRS' } } })
  }
  makeVms(estate)
  makeVaults(
    estate,
    plan.policies.map((policy) => ({ ...policy, body: bodyOf(policy) })),
  )
  protectFleet(estate, plan.vms)
  stage.goTo(start.nowMs - HOUR_MS / 2)
  strikeFleet(estate, plan.vms)
  stage.goTo(start.nowMs)
  return stage.finish()
}

type FleetVms = ReturnType<typeof planFleet>['vms']

function protectFleet(estate: Estate, vms: FleetVms): void {
  for (const vm of vms) if (vm.protection !== '') protectVm(estate, vm)
  for (const vm of vms) if (vm.trouble === 'no-agent') loseAgent(estate, vm)
}

/** What happened half an hour ago. */
function strikeFleet(estate: Estate, vms: FleetVms): void {
  for (const vm of vms) if (vm.trouble === 'stopped') stopVm(estate, vm)
  for (const vm of vms) if (vm.trouble === 'soft-deleted') deleteBackups(estate, vm)
}

function bodyOf({ tier, time }: FleetPolicy): JsonObject {
  if (tier === 'critical') return hourlyPolicy(time, 4)
  return tier === 'standard' ? dailyPolicy(time, { days: 30 }) : weeklyPolicy('Sunday', time, 4)
}
