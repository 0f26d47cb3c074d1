import type { Tier } from '../config/settings.js'
import { compareNames, nameKey, regionKey, sameName } from '../core/names.js'
import { isBackedUp, itemCondition, type ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import type { Policy } from '../model/policy.js'
import type { Vault } from '../model/vault.js'
import { compileEstate } from '../slots/compile.js'
import type { CompiledPart } from '../slots/compile-part.js'
import type { EstateDisk, EstateMachine, EstateTier } from '../slots/estate.js'
import { shapeReader, unusable } from '../slots/families.js'
import type { LimitsProfile } from '../slots/limits.js'
import { createLoadTable, type LoadTable } from '../slots/load-table.js'
import { estateTierOf } from './tier-policy.js'

/** A vault, what it protects, and what is to be protected in it. */
export interface PoolInput {
  readonly vault: Vault
  readonly policies: readonly Policy[]
  readonly items: readonly ProtectedItem[]
  /** VMs of the items, by {@link nameKey} of their ids, as far as their disks matter. */
  readonly machines: ReadonlyMap<string, Machine>
  readonly targets: readonly { readonly machine: Machine; readonly tier: Tier }[]
}

export interface SlotRules {
  readonly limits: LimitsProfile
  /** Today, `YYYY-MM-DD`. */
  readonly from: string
}

/** Where a VM stands in the numbers of its vault. */
export interface PooledMachine {
  readonly part: CompiledPart
  readonly table: LoadTable
  readonly vm: number
}

/** The slots of a vault with the load that its items put on them; targets are in it, and nowhere yet. */
export type SlotPool = ReadonlyMap<string, PooledMachine>

/** By {@link nameKey} of the VM's id. */
export function createSlotPool(input: PoolInput, { limits, from }: SlotRules): SlotPool {
  const { vault, policies, items, machines, targets } = input
  const running = items.filter((item) => itemCondition(item) === 'protected' && item.policyName !== null)
  const known = new Set(running.map((item) => nameKey(item.machineId)))
  const fresh = targets.filter(({ machine }) => !known.has(nameKey(machine.id)))
  const estate = {
    vaults: [
      {
        ...{ key: vault.id, name: vault.name, subscription: vault.subscriptionId, region: regionKey(vault.location) },
        ...{ policyCount: policies.length, otherItems: 0 },
      },
    ],
    policies: policies.map(({ name, spec }) => ({ vault: vault.id, name, spec })),
    tiers: [...new Map(targets.map(({ tier }) => [nameKey(tier.name), tierIn(policies, tier)])).values()],
    machines: [
      ...running.map((item) => itemMachine(item, machines.get(nameKey(item.machineId)))),
      ...fresh.map(({ machine, tier }) => targetMachine(machine, { vault, tier })),
    ],
  }
  const { parts } = compileEstate(estate, { limits, from, dst: 'wallclock' })
  return new Map(
    parts.flatMap((part) => {
      const table = createLoadTable(part.problem)
      part.problem.vms.home.forEach((home, vm) => {
        if (home >= 0) table.place(vm, home)
      })
      return part.machines.map((machine, vm) => [nameKey(machine.key), { part, table, vm }] as const)
    }),
  )
}

/** The policies of a tier: its name alone, or a slot of it (`<tier>-<HHMM>`, with a day when it is weekly). */
export function policiesOfTier(policies: readonly Policy[], tier: string): Policy[] {
  const belongs = (name: string) => sameName(name, tier) || nameKey(name).startsWith(`${nameKey(tier)}-`)
  return policies.filter((policy) => belongs(policy.name)).sort((a, b) => compareNames(a.name, b.name))
}

/** A tier is what its policies in the vault say: somebody may have changed them since they were made from a template. */
function tierIn(policies: readonly Policy[], tier: Tier): EstateTier {
  const own = estateTierOf(tier)
  const read = shapeReader()
  const usable = policiesOfTier(policies, tier.name).filter(({ spec }) => {
    const { shape, slot } = read(spec)
    return unusable(shape.spec, slot) === undefined
  })
  const keyOf = (spec: Policy['spec']) => read(spec).shape.key
  const [first] = usable
  const isAsMade = first === undefined || usable.some(({ spec }) => keyOf(spec) === keyOf(own.spec))
  return isAsMade ? own : { ...own, spec: first.spec }
}

function itemMachine(item: ProtectedItem, machine: Machine | undefined): EstateMachine {
  return {
    ...{ key: item.machineId, name: item.machineName, vault: item.vaultId, tier: '', policy: item.policyName },
    ...{ window: null, isPinned: true, cloudService: null },
    disks: (machine?.disks ?? []).filter((disk) => isBackedUp(disk, item.disks)).map(toEstateDisk),
  }
}

function targetMachine(
  machine: Machine,
  { vault, tier }: { readonly vault: Vault; readonly tier: Tier },
): EstateMachine {
  return {
    ...{ key: machine.id, name: machine.name, vault: vault.id, tier: tier.name, policy: null },
    ...{ window: null, isPinned: false, cloudService: null },
    disks: machine.disks.map(toEstateDisk),
  }
}

/** A size that Azure leaves out counts as nothing: such a disk was never attached to a running VM. */
export function toEstateDisk({ sizeGb, storageAccount }: Machine['disks'][number]): EstateDisk {
  return { sizeGb: sizeGb ?? 0, usedGb: null, churnPerDay: null, storageAccount }
}
