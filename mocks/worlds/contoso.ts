import type { MockState } from '../store.js'
import { HAPPENINGS } from './contoso-history.js'
import { markStates } from './contoso-states.js'
import { ACCOUNTS, DEV_SUBSCRIPTION, GROUPS, POLICIES, subscriptionOf, VAULTS, VMS } from './contoso-tables.js'
import { backUpVm, type Estate, makeVaults, makeVms, protectVm, vmOf } from './estate.js'
import { addSubscription, FIRST_SUBSCRIPTION, openStage } from './stage.js'
import type { WorldStart } from './start.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Days between the first request and the moment at which the world is handed over. */
const FIRST_DAY = 30

/** Day on which protection was switched on where the table does not say it: a fortnight of history, and a day. */
const PROTECTED_SINCE = 15

/** Noon: no policy of the world starts near it but the hourly ones. */
const NOON_MS = 12.5 * 3_600_000

/**
 * A believable estate of 60 VMs: every state of protection and every odd case, see README.md. It is built by requests sent
 * on the days of the last month, and the service makes jobs and points on the way up to now.
 */
export function buildContoso(start: WorldStart): MockState {
  const noonOf = (daysAgo: number) => Math.floor((start.nowMs - daysAgo * DAY_MS) / DAY_MS) * DAY_MS + NOON_MS
  const estate = openEstate(start, noonOf(FIRST_DAY))
  const { stage } = estate
  makePlaces(estate)
  makeSharedDisk(estate)
  makeVms(estate)
  makeVaults(estate, POLICIES)
  const deeds = [
    ...protectionDays(estate).map((daysAgo) => ({ daysAgo, happens: () => protectOn(estate, daysAgo) })),
    ...HAPPENINGS,
  ]
  for (const { daysAgo, happens } of deeds.sort((left, right) => right.daysAgo - left.daysAgo)) {
    stage.goTo(noonOf(daysAgo))
    happens(estate)
  }
  for (const minutesAgo of [40, 12, 0]) {
    stage.goTo(start.nowMs - minutesAgo * MINUTE_MS)
    backUpNow(estate)
    if (minutesAgo === 12) protectOn(estate, 0)
  }
  markStates(estate)
  return stage.finish()
}

function openEstate(start: WorldStart, fromMs: number): Estate {
  const stage = openStage(start, fromMs)
  addSubscription(stage, { id: FIRST_SUBSCRIPTION, displayName: 'Contoso Production' })
  addSubscription(stage, { id: DEV_SUBSCRIPTION, displayName: 'Contoso Development' })
  return {
    stage,
    vms: VMS.map((row) => ({ ...row, ...placeOf(row.group) })),
    vaults: VAULTS.map((row) => ({ ...row, ...placeOf(row.group) })),
  }
}

/** Region and subscription of a group. */
function placeOf(group: string): { location: string; subscriptionId: string } {
  const row = GROUPS.find((candidate) => candidate.name === group)
  if (!row) throw new Error(`The tables of contoso name no group ${group}.`)
  return { location: row.location, subscriptionId: subscriptionOf(row.subscription) }
}

/** Groups, networks, accounts, and a lock. */
function makePlaces({ stage }: Estate): void {
  for (const { name } of GROUPS) {
    const { location, subscriptionId } = placeOf(name)
    stage.send({ method: 'PUT', path: `/resourceGroups/${name}`, body: { location }, subscriptionId })
  }
  for (const location of ['westeurope', 'northeurope', 'eastus']) stage.send(networkPut(location))
  const network = '/resourceGroups/rg-network/providers/Microsoft.Authorization/locks/keep-network'
  stage.send({ method: 'PUT', path: network, body: { properties: { level: 'CanNotDelete' } } })
  for (const { name, group, kind, sku } of ACCOUNTS) {
    const { location, subscriptionId } = placeOf(group)
    const path = `/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${name}`
    stage.send({ method: 'PUT', path, body: { location, kind, sku: { name: sku } }, subscriptionId })
  }
}

/** Two VMs share it; it has to be there before them. */
function makeSharedDisk({ stage }: Estate): void {
  const path = '/resourceGroups/rg-ml-weu/providers/Microsoft.Compute/disks/ml-shared-disk'
  const properties = { diskSizeGB: 256, maxShares: 2, creationData: { createOption: 'Empty' } }
  stage.send({ method: 'PUT', path, body: { location: 'westeurope', sku: { name: 'Premium_LRS' }, properties } })
}

function networkPut(location: string) {
  const path = `/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-${location}`
  const subnets = ['default', 'restore'].map((name, index) => ({
    name,
    properties: { addressPrefix: `10.0.${index}.0/24` },
  }))
  const body = { location, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets } }
  return { method: 'PUT', path, body } as const
}

/** Days (before now) on which protection is switched on, but for the last one. */
function protectionDays({ vms }: Estate): number[] {
  const days = vms.filter((vm) => vm.protection !== '').map((vm) => sinceOf(vm.protection))
  return [...new Set(days)].filter((daysAgo) => daysAgo > 0)
}

function protectOn(estate: Estate, daysAgo: number): void {
  for (const vm of estate.vms) {
    if (vm.protection !== '' && sinceOf(vm.protection) === daysAgo) protectVm(estate, vm)
  }
}

function sinceOf(protection: string): number {
  return Number(protection.split('@')[1] ?? PROTECTED_SINCE)
}

/**
 * The backup that is under way when the world is handed over: past its snapshot, an hour of transfer to go. It is asked for
 * more than once, because a scheduled one may run at first and be over too soon.
 */
function backUpNow(estate: Estate): void {
  const { timings } = estate.stage.ctx
  timings.fix('snapshot', 6 * 60)
  timings.fix('transfer', 90 * 60)
  backUpVm(estate, vmOf(estate, 'pay-run-01'))
  timings.fix('snapshot', undefined)
  timings.fix('transfer', undefined)
}
