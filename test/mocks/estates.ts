import type { AzureIaaSVMJob } from '@azure/arm-recoveryservicesbackup'
import type { EstateOptions, MockOptions } from '../../mocks/index.js'
import { dailyPolicy } from '../../mocks/worlds/policy-bodies.js'
import { type Bench, createBench, GROUP, VAULT } from './helpers.js'

export const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001'
export const VAULT_ID = `${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.RecoveryServices/vaults/${VAULT}`

export type EstateVm = EstateOptions['vms'][number]
export type EstateDisk = EstateVm['disks'][number]

/** VMs of one vault, all by the policy `daily-2200`; the name comes from the place in the list. */
export function estateOf(vms: readonly (Partial<EstateVm> & Pick<EstateVm, 'disks'>)[]): EstateOptions {
  const properties = dailyPolicy('22:00', { days: 30 }).properties as Record<string, unknown>
  return {
    vaults: [{ id: VAULT_ID, location: 'westeurope', policies: [{ name: 'daily-2200', properties }] }],
    vms: vms.map((vm, index) => ({
      id: `${SUBSCRIPTION}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-${String(index).padStart(3, '0')}`,
      location: 'westeurope',
      protection: { vaultId: VAULT_ID, policy: 'daily-2200' },
      ...vm,
    })),
  }
}

/** A bench on an estate whose transfers share what there is, at ten in the morning. */
export function sharedBench(estate: EstateOptions, options: MockOptions = {}): Bench {
  return createBench({ world: { estate }, transferModel: 'shared', ...options })
}

/** What the SDK says of the backup jobs of the vault, earliest first. */
export async function jobsOf(bench: Bench): Promise<NightJob[]> {
  const ids: string[] = []
  const list = bench.backup.backupJobs.list(VAULT, GROUP, { filter: "operation eq 'Backup'" })
  for await (const job of list) ids.push(job.name ?? '')
  const details = await Promise.all(ids.map((id) => bench.backup.jobDetails.get(VAULT, GROUP, id)))
  const jobs = details.map(({ properties }) => {
    const job = properties as AzureIaaSVMJob
    const { tasksList = [], propertyBag = {} } = job.extendedInfo ?? {}
    const [snapshot, transfer] = tasksList
    return {
      vm: job.entityFriendlyName ?? '',
      status: job.status ?? '',
      startMs: ms(job.startTime),
      snapshotEndMs: ms(snapshot?.endTime),
      transferStartMs: ms(transfer?.startTime),
      endMs: ms(job.endTime),
      sizeMb: Number(/^(\d+) MB$/.exec(propertyBag['Backup Size'] ?? '')?.[1]),
    }
  })
  return jobs.sort((left, right) => left.startMs - right.startMs || (left.vm < right.vm ? -1 : 1))
}

export interface NightJob {
  vm: string
  status: string
  startMs: number
  snapshotEndMs: number
  transferStartMs: number
  endMs: number
  sizeMb: number
}

function ms(time: Date | undefined): number {
  return time?.getTime() ?? Number.NaN
}
