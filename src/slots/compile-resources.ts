import { nameKey, regionKey } from '../core/names.js'
import { overAccount } from './compile-findings.js'
import type { EstateIndex } from './compile-index.js'
import type { EstateVault } from './estate.js'
import type { StaggerFinding } from './findings.js'
import type { LimitsProfile } from './limits.js'
import { NameMap } from './name-map.js'
import type { SlotResource, SlotVms } from './problem.js'

/** What runs short in the whole estate, before it is known how long a tick is: `span` is left out. */
export type ResourceRecord = Omit<SlotResource, 'span'>

/** Which machine uses how much of which resource. */
export type EstateUse = SlotVms['use'] & {
  readonly resources: readonly ResourceRecord[]
  readonly findings: readonly StaggerFinding[]
}

/**
 * Resources by the limits of a profile, in the order in which machines first use them. A machine with more disks in one
 * account than the limit uses all of it: it stays alone at its start, and no plan can do better.
 */
export function listUse({ machines, familyOf, families, vaults }: EstateIndex, limits: LimitsProfile): EstateUse {
  const { disksPerAccount: perAccount, classicPerHour: perHour } = limits
  const [groups, accounts, services] = [new NameMap<number>(), new NameMap<number>(), new NameMap<number>()]
  const resources: ResourceRecord[] = []
  const numberOf = (known: NameMap<number>, key: string, make: () => ResourceRecord): number => {
    const found = known.get(key)
    if (found !== undefined) return found
    known.add(key, resources.length)
    return resources.push(make()) - 1
  }
  const shared = vaults.map((vault) => machinesOf(vault, limits))
  const rows = createRows(machines.length)
  machines.forEach((machine, m) => {
    const group = shared[families[familyOf[m] as number]?.vault as number]
    if (group) rows.add(numberOf(groups, group.key, () => group.record))
    for (const { storageAccount: account } of perAccount ? machine.disks : []) {
      if (account === null || !perAccount) continue
      const { value: capacity } = perAccount
      rows.add(numberOf(accounts, account, () => ({ kind: 'disks', name: `account ${account}`, capacity })))
    }
    const { cloudService: service } = machine
    if (perHour && service !== null) {
      const { value: capacity } = perHour
      rows.add(numberOf(services, service, () => ({ kind: 'service', name: `cloud service ${service}`, capacity })))
    }
    rows.end(m)
  })
  const findings: StaggerFinding[] = []
  const use = rows.cut(resources, (m, { name }, disks) => {
    const [machine, account] = [machines[m], name.replace(/^account /, '')]
    if (machine && perAccount) findings.push(overAccount(machine, { account, disks, limit: perAccount }))
  })
  return { ...use, resources, findings }
}

/** Collects uses machine by machine; what one machine uses twice is added up. */
function createRows(count: number) {
  const from = new Int32Array(count + 1)
  const resource: number[] = []
  const amount: number[] = []
  let first = 0
  return {
    add(id: number) {
      let i = first
      while (i < resource.length && resource[i] !== id) i += 1
      resource[i] = id
      amount[i] = (amount[i] ?? 0) + 1
    },
    end(machine: number) {
      first = resource.length
      from[machine + 1] = first
    },
    /** No machine may use more than there is; `onCut` hears of those that would. */
    cut(
      resources: readonly ResourceRecord[],
      onCut: (machine: number, record: ResourceRecord, amount: number) => void,
    ) {
      for (let m = 0; m < count; m += 1) {
        for (let i = from[m] as number; i < (from[m + 1] as number); i += 1) {
          const record = resources[resource[i] as number] as ResourceRecord
          const wanted = amount[i] as number
          if (wanted <= record.capacity) continue
          onCut(m, record, wanted)
          amount[i] = record.capacity
        }
      }
      return { from, resource: Int32Array.from(resource), amount: Int32Array.from(amount) }
    },
  }
}

/** The machines that a vault's have to share their starts with; a limit by policy is the capacity of slots instead. */
function machinesOf(vault: EstateVault, { startsTogether: limit }: LimitsProfile) {
  const { subscription, region } = vault
  const groups = {
    vault: { name: `vault ${vault.name}`, key: nameKey(vault.key) },
    region: { name: `region ${region} of ${subscription}`, key: `${nameKey(subscription)} ${regionKey(region)}` },
    subscription: { name: `subscription ${subscription}`, key: nameKey(subscription) },
  }
  const scope = limit?.scope
  if (scope !== 'vault' && scope !== 'region' && scope !== 'subscription') return undefined
  const { name, key } = groups[scope]
  return { key, record: { kind: 'machines' as const, name, capacity: limit?.value ?? 0 } }
}
