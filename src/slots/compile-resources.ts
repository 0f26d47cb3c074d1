import { nameKey, regionKey } from '../core/names.js'
import { overAccount } from './compile-findings.js'
import type { EstateIndex } from './compile-index.js'
import type { EstateMachine, EstateVault } from './estate.js'
import type { StaggerFinding } from './findings.js'
import type { LimitsProfile } from './limits.js'
import type { SlotResource, SlotVms } from './problem.js'

/** What runs short in the whole estate, before it is known how long a tick is: `span` is left out. */
export type ResourceRecord = Omit<SlotResource, 'span'>

/** Which machine uses how much of which resource. */
export interface EstateUse extends Readonly<SlotVmsUse> {
  readonly resources: readonly ResourceRecord[]
  readonly findings: readonly StaggerFinding[]
}
type SlotVmsUse = SlotVms['use']

/**
 * Resources by the limits of a profile, in the order in which machines first use them. A machine with more disks in one
 * account than the limit uses all of it: it stays alone at its start, and no plan can do better.
 */
export function listUse({ machines, familyOf, families, vaults }: EstateIndex, limits: LimitsProfile): EstateUse {
  const resources = createResources()
  const findings: StaggerFinding[] = []
  const together = vaults.map((vault) => startsTogether(vault, limits))
  const from = new Int32Array(machines.length + 1)
  const resource: number[] = []
  const amount: number[] = []
  machines.forEach((machine, m) => {
    const use = (record: ResourceRecord, key: string, units: number) => {
      resource.push(resources.indexOf(key, record))
      amount.push(Math.min(units, record.capacity))
    }
    const shared = together[families[familyOf[m] as number]?.vault as number]
    if (shared) use(shared.record, shared.key, 1)
    const { disksPerAccount: perAccount, classicPerHour: perHour } = limits
    if (perAccount) {
      for (const [account, disks] of disksByAccount(machine)) {
        use(
          { kind: 'disks', name: `account ${account}`, capacity: perAccount.value },
          `account ${nameKey(account)}`,
          disks,
        )
        if (disks > perAccount.value) findings.push(overAccount(machine, { account, disks, limit: perAccount }))
      }
    }
    if (perHour && machine.cloudService !== null) {
      const name = `cloud service ${machine.cloudService}`
      use({ kind: 'service', name, capacity: perHour.value }, nameKey(name), 1)
    }
    from[m + 1] = resource.length
  })
  const columns = { from, resource: Int32Array.from(resource), amount: Int32Array.from(amount) }
  return { ...columns, resources: resources.records, findings }
}

function createResources() {
  const records: ResourceRecord[] = []
  const known = new Map<string, number>()
  const indexOf = (key: string, record: ResourceRecord) => {
    const index = known.get(key) ?? records.push(record) - 1
    known.set(key, index)
    return index
  }
  return { records, indexOf }
}

/** The machines among which a vault's share their starts; a limit by policy is the capacity of slots instead. */
function startsTogether(vault: EstateVault, { startsTogether: limit }: LimitsProfile) {
  const { subscription } = vault
  const names = {
    vault: { name: `vault ${vault.name}`, key: `vault ${nameKey(vault.key)}` },
    region: {
      name: `region ${vault.region} of ${subscription}`,
      key: `region ${nameKey(subscription)} ${regionKey(vault.region)}`,
    },
    subscription: { name: `subscription ${subscription}`, key: `subscription ${nameKey(subscription)}` },
  }
  const scope = limit?.scope
  if (scope !== 'vault' && scope !== 'region' && scope !== 'subscription') return undefined
  const { name, key } = names[scope]
  return { key, record: { kind: 'machines' as const, name, capacity: limit?.value ?? 0 } }
}

/** Unmanaged disks that are backed up, by the account as it is written first. */
function disksByAccount({ disks }: EstateMachine): Map<string, number> {
  const counts = new Map<string, number>()
  const written = new Map<string, string>()
  for (const { storageAccount } of disks) {
    if (storageAccount === null) continue
    const name = written.get(nameKey(storageAccount)) ?? storageAccount
    written.set(nameKey(storageAccount), name)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
