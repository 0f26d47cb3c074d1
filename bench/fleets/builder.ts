import type { SlotFamily, SlotProblem, SlotResource, SlotTime, SlotVault } from '../../src/slots/problem.js'

/** How big, from which seed, and whether the VMs already sit in the plan that was planted (else nowhere). */
export interface FleetOptions {
  readonly vms: number
  readonly seed: number
  readonly homes?: 'none' | 'planted'
}

export interface FleetVm {
  readonly family: number
  /** Slots that it may have, ascending; VMs of one window share one array. */
  readonly allowed: Uint16Array
  /** Its slot in the plan that keeps all limits. */
  readonly planted: number
  readonly duration: number
  /** Resource and amount, one after the other. */
  readonly uses: readonly number[]
}

/** Collects a fleet and cuts it into its connected problems. Indexes are those of the order of adding. */
export interface FleetBuilder {
  addVault(vault: SlotVault): number
  addFamily(family: SlotFamily): number
  addResource(resource: SlotResource): number
  addVm(vm: FleetVm): void
  build(homes: 'none' | 'planted'): SlotProblem[]
}

export function createFleetBuilder(time: SlotTime): FleetBuilder {
  const vaults: SlotVault[] = []
  const families: SlotFamily[] = []
  const resources: SlotResource[] = []
  const vms: FleetVm[] = []
  return {
    addVault: (vault) => vaults.push(vault) - 1,
    addFamily: (family) => families.push(family) - 1,
    addResource: (resource) => resources.push(resource) - 1,
    addVm: (vm) => vms.push(vm),
    build: (homes) => {
      const parts = connectedParts({ vaults, families, resources, vms })
      return parts.map((part) => toProblem({ time, vaults, families, resources, vms: part }, homes))
    },
  }
}

interface Fleet {
  readonly vaults: readonly SlotVault[]
  readonly families: readonly SlotFamily[]
  readonly resources: readonly SlotResource[]
  readonly vms: readonly FleetVm[]
}

/** VMs belong together when their vaults are linked by resources: union-find over vaults and resources. */
function connectedParts({ vaults, families, resources, vms }: Fleet): FleetVm[][] {
  const parent = Int32Array.from({ length: vaults.length + resources.length }, (_, i) => i)
  const find = (node: number): number => {
    let root = node
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number
      root = parent[root] as number
    }
    return root
  }
  const vaultOf = (vm: FleetVm) => families[vm.family]?.vault ?? 0
  for (const vm of vms) {
    for (let i = 0; i < vm.uses.length; i += 2) parent[find(vaults.length + (vm.uses[i] as number))] = find(vaultOf(vm))
  }
  const parts = new Map<number, FleetVm[]>()
  for (const vm of vms) {
    const root = find(vaultOf(vm))
    const part = parts.get(root)
    if (part === undefined) parts.set(root, [vm])
    else part.push(vm)
  }
  return [...parts.values()]
}

function toProblem(fleet: Fleet & { time: SlotTime }, homes: 'none' | 'planted'): SlotProblem {
  const { vms } = fleet
  const vault = createIndex()
  const family = createIndex()
  const resource = createIndex()
  const allowance = createIndex<Uint16Array>()
  const from = new Int32Array(vms.length + 1)
  const columns = { family: new Int32Array(vms.length), allowance: new Int32Array(vms.length) }
  vms.forEach((vm, v) => {
    columns.family[v] = family.of(vm.family)
    columns.allowance[v] = allowance.of(vm.allowed)
    vault.of(fleet.families[vm.family]?.vault ?? 0)
    from[v + 1] = (from[v] as number) + vm.uses.length / 2
  })
  const uses = Int32Array.from(vms.flatMap((vm) => vm.uses))
  return {
    name: fleet.vaults[vault.keys[0] ?? 0]?.name ?? '',
    time: fleet.time,
    vaults: pick(fleet.vaults, vault.keys),
    families: pick(fleet.families, family.keys).map((each) => ({ ...each, vault: vault.of(each.vault) })),
    vms: {
      ...columns,
      count: vms.length,
      allowances: allowance.keys,
      home: Int32Array.from(vms, (vm) => (homes === 'planted' ? vm.planted : -1)),
      pinned: new Uint8Array(vms.length),
      duration: Uint16Array.from(vms, (vm) => vm.duration),
      use: {
        from,
        resource: uses.filter((_, i) => i % 2 === 0).map((each) => resource.of(each)),
        amount: uses.filter((_, i) => i % 2 === 1),
      },
    },
    resources: pick(fleet.resources, resource.keys),
  }
}

function pick<T>(all: readonly T[], indexes: readonly number[]): T[] {
  return indexes.map((index) => all[index] as T)
}

/** Numbers things in the order in which they are first seen. */
function createIndex<T = number>() {
  const keys: T[] = []
  const numbers = new Map<T, number>()
  return {
    keys,
    of(key: T): number {
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, keys.length)
      return keys.push(key) - 1
    },
  }
}
