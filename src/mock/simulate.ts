import type { EstateOptions, Mock, MockState } from '../../mocks/index.js'
import { type Clock, DAY_MS, timeAfter } from '../core/clock.js'
import { refusedError } from '../core/errors.js'
import type { NightEstate, NightJobs, NightMachine, NightOptions } from '../model/nights.js'

/** What a simulation takes of the run: it gives way to Ctrl-C once a day. */
export interface SimulationPlace {
  readonly clock: Clock
  readonly signal: AbortSignal
}

const LOCATION = 'westeurope'
const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/nights/providers'
const vaultId = (vault: number) => `${GROUP}/Microsoft.RecoveryServices/vaults/vault-${vault}`
const vmId = (machine: number) => `${GROUP}/Microsoft.Compute/virtualMachines/vm-${machine}`
const policyName = (policy: number) => `policy-${policy}`
const accountName = (account: number) => `account${account}`

/** Runs the nights of an estate in a mock of its own, on a calendar of its own. */
export async function simulateNights(
  estate: NightEstate,
  options: NightOptions,
  { clock, signal }: SimulationPlace,
): Promise<NightJobs> {
  const { control } = await openMock(estate, options)
  for (let day = 0; day < options.nights + 2; day += 1) {
    await clock.sleep(0, signal)
    control.advance(DAY_MS)
  }
  return jobsOf(control.peek(), options)
}

async function openMock(estate: NightEstate, { from, seed }: NightOptions): Promise<Mock> {
  const { createMock } = await import('../../mocks/index.js')
  const start = timeAfter(from, -DAY_MS)
  const world = { estate: worldOf(estate) }
  try {
    return createMock({ world, clock: { kind: 'manual', start }, transferModel: 'shared', jobSpeed: 1, seed })
  } catch (error) {
    throw refusedError(
      'ESTATE_IMPOSSIBLE',
      `The mock refuses this estate as Azure would: ${(error as Error).message}`,
      ['Mend the inventory, or name the vaults without what is refused.'],
    )
  }
}

function worldOf({ vaults, policies, machines, accountEgressMbps }: NightEstate): EstateOptions {
  const accounts = new Map<string, string>()
  for (const { disks } of machines)
    for (const { storageAccount } of disks)
      if (storageAccount !== null && !accounts.has(storageAccount.toLowerCase()))
        accounts.set(storageAccount.toLowerCase(), accountName(accounts.size))
  return {
    vaults: Array.from({ length: vaults }, (_, vault) => ({
      id: vaultId(vault),
      location: LOCATION,
      policies: policies.flatMap(({ vault: home, properties }, policy) =>
        home === vault ? [{ name: policyName(policy), properties }] : [],
      ),
    })),
    vms: machines.map((machine, number) => vmOf({ machine, number }, policies[machine.policy]?.vault ?? 0, accounts)),
    storageAccounts: [...accounts.values()].map((name) => ({
      id: `${GROUP}/Microsoft.Storage/storageAccounts/${name}`,
      location: LOCATION,
      egressMbps: accountEgressMbps,
    })),
  }
}

/** A VM of whose disks nothing is known has one that stays empty: its jobs take what every job takes. */
const EMPTY_DISK = { sizeGb: 32, usedGb: 0, churnPerDay: 0 }

function vmOf(
  { machine, number }: { machine: NightMachine; number: number },
  vault: number,
  accounts: ReadonlyMap<string, string>,
): EstateOptions['vms'][number] {
  const disks = machine.disks.map(({ sizeGb, usedGb, churnPerDay, storageAccount }) => ({
    sizeGb,
    ...(usedGb === null ? {} : { usedGb }),
    ...(churnPerDay === null ? {} : { churnPerDay }),
    storageAccount: accounts.get(storageAccount?.toLowerCase() ?? '') ?? null,
  }))
  return {
    id: vmId(number),
    location: LOCATION,
    disks: disks.length === 0 ? [EMPTY_DISK] : disks,
    protection: { vaultId: vaultId(vault), policy: policyName(machine.policy) },
  }
}

/** The backups that were scheduled in the nights. */
function jobsOf(state: Readonly<MockState>, { from, nights }: NightOptions): NightJobs {
  const fromMs = Date.parse(from)
  const untilMs = fromMs + nights * DAY_MS
  const isIn = (scheduledMs = Number.NaN) => scheduledMs >= fromMs && scheduledMs < untilMs
  const jobs = Object.values(state.backup.vaults)
    .flatMap((vault) => Object.values(vault.jobs))
    .filter((job) => job.operation === 'Backup' && isIn(job.backup?.scheduledMs))
    .map((job) => ({ ...job, machine: Number(job.entity.slice('vm-'.length)) }))
    .sort((left, right) => left.startMs - right.startMs || left.machine - right.machine)
  const column = (value: (job: (typeof jobs)[number]) => number | undefined) =>
    Float64Array.from(jobs, (job) => value(job) ?? untilMs + DAY_MS)
  return {
    machine: Int32Array.from(jobs, (job) => job.machine),
    scheduled: column((job) => job.backup?.scheduledMs),
    start: column((job) => job.startMs),
    snapshotEnd: column((job) => job.tasks[0]?.endMs),
    transferStart: column((job) => (job.tasks[1] ? job.tasks[1].startMs : job.tasks[0]?.endMs)),
    end: column((job) => job.endMs),
    movedMb: column((job) => (job.backup?.copy?.totalBytes ?? 0) / 1e6),
    failed: Uint8Array.from(jobs, (job) => (job.status === 'Failed' ? 1 : 0)),
  }
}
