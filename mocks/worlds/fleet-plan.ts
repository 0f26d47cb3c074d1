import { createRandom, type RandomSource } from '../random.js'
import type { EstateVault, EstateVm } from './estate.js'
import { FIRST_SUBSCRIPTION } from './stage.js'

/** A generated estate. */
export interface FleetOptions {
  /** 1 to 10,000. */
  vms: number
  /** Shapes, tags and states repeat for a seed. */
  seed: number
  /** Share of the VMs that are protected, 0 to 1; 0.8 when absent. */
  protectedShare?: number
}

/** What is wrong with a VM of a fleet, if anything. */
export type FleetTrouble = 'none' | 'stopped' | 'no-agent' | 'soft-deleted'

/** A VM of a fleet. */
export type FleetVm = EstateVm & { trouble: FleetTrouble }

/** What a fleet is going to hold. */
export interface FleetPlan {
  groups: { name: string; location: string }[]
  vaults: EstateVault[]
  policies: FleetPolicy[]
  vms: FleetVm[]
}

/** A policy of a fleet; `slot` counts the policies of its tier. */
export interface FleetPolicy {
  vault: string
  name: string
  tier: Tier
  time: string
}

export type Tier = 'critical' | 'standard' | 'dev'

/** Regions take their turns group by group: half, three in ten, two in ten. */
const REGIONS = [
  'westeurope',
  'northeurope',
  'westeurope',
  'eastus',
  'westeurope',
  'northeurope',
  'westeurope',
  'eastus',
  'westeurope',
  'northeurope',
]

const VMS_PER_GROUP = 100

/** Below the service's limits of 1,000 VMs a vault and 100 a policy: a fleet leaves room to work in. */
const VMS_PER_VAULT = 800
const VMS_PER_POLICY = 80

/** Chance of each tier, and start of its first policy; later ones start half an hour after each other. */
const TIERS: readonly { tier: Tier; share: number; firstMinute: number }[] = [
  { tier: 'critical', share: 0.1, firstMinute: 8 * 60 },
  { tier: 'standard', share: 0.7, firstMinute: 20 * 60 },
  { tier: 'dev', share: 0.2, firstMinute: 2 * 60 },
]

const SIZES = ['Standard_B2ms', 'Standard_D2s_v5', 'Standard_D4s_v5', 'Standard_D8s_v5', 'Standard_E8s_v5'] as const

/** Decides what a fleet holds; all chance is spent here. */
export function planFleet(options: FleetOptions): FleetPlan {
  const { vms: count, seed, protectedShare = 0.8 } = options
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw new RangeError(`A fleet has 1 to 10,000 VMs, got ${count}.`)
  }
  if (!(protectedShare >= 0 && protectedShare <= 1)) {
    throw new RangeError(`The protected share of a fleet is 0 to 1, got ${protectedShare}.`)
  }
  const random = createRandom({ seed, randomState: seed })
  const groups = Array.from({ length: Math.ceil(count / VMS_PER_GROUP) }, (_, index) => ({
    name: `rg-fleet-${String(index + 1).padStart(3, '0')}`,
    location: REGIONS[index % REGIONS.length] ?? 'westeurope',
  }))
  const shelves = new Map<string, Shelf>()
  const vms = Array.from({ length: count }, (_, index) => {
    const group = groups[Math.floor(index / VMS_PER_GROUP)] ?? { name: '', location: 'westeurope' }
    return planVm(random, { index, group, shelves, protectedShare })
  })
  const all = [...shelves.values()]
  return { groups, vms, vaults: all.flatMap((shelf) => shelf.vaults), policies: all.flatMap((shelf) => shelf.policies) }
}

/** Vaults and policies of one region, filled one after the other. */
interface Shelf {
  location: string
  vaults: EstateVault[]
  policies: FleetPolicy[]
  /** VMs that have a place, in all and by `vault|tier`. */
  placed: number
  byTier: Map<string, number>
}

function planVm(
  random: RandomSource,
  place: {
    index: number
    group: { name: string; location: string }
    shelves: Map<string, Shelf>
    protectedShare: number
  },
): FleetVm {
  const { index, group, shelves, protectedShare } = place
  const isWindows = random.next() < 0.5
  const tier = pickTier(random.next())
  const size = SIZES[Math.floor(random.next() * SIZES.length)] ?? 'Standard_D2s_v5'
  const dataDisks = Array.from(
    { length: Math.floor(random.next() * 3) },
    () => ` P${64 * (1 + Math.floor(random.next() * 16))}`,
  )
  const shelf = shelves.get(group.location) ?? openShelf(group.location)
  shelves.set(group.location, shelf)
  // A place is kept for every VM, so that those without protection can get it within the limits.
  const protection = reserve(shelf, tier)
  const isProtected = random.next() < protectedShare
  const luck = random.next()
  return {
    name: `vm-${String(index + 1).padStart(5, '0')}`,
    group: group.name,
    location: group.location,
    subscriptionId: FIRST_SUBSCRIPTION,
    size,
    os: isWindows ? 'Windows' : 'Linux',
    disks: `${isWindows ? 'P128' : 'P64'}${dataDisks.join('')}`,
    tags: `azbk-tier=${tier} env=${tier === 'dev' ? 'dev' : 'prod'} app=app${1 + (index % 25)}`,
    traits: [tier === 'critical' ? 'trusted-launch' : '', luck > 0.97 ? 'deallocated' : ''].join(' '),
    protection: isProtected ? protection : '',
    trouble: isProtected ? troubleOf(luck) : 'none',
  }
}

function pickTier(chance: number): Tier {
  const [critical, standard] = TIERS
  if (chance < (critical?.share ?? 0)) return 'critical'
  return chance < (critical?.share ?? 0) + (standard?.share ?? 0) ? 'standard' : 'dev'
}

function troubleOf(luck: number): FleetTrouble {
  if (luck < 0.02) return 'no-agent'
  if (luck < 0.05) return 'stopped'
  return luck < 0.06 ? 'soft-deleted' : 'none'
}

function openShelf(location: string): Shelf {
  return { location, vaults: [], policies: [], placed: 0, byTier: new Map() }
}

/** Gives the next VM its vault and policy, opening new ones when the last is full. */
function reserve(shelf: Shelf, tier: Tier): string {
  const number = Math.floor(shelf.placed / VMS_PER_VAULT) + 1
  const vault = `vault-${shelf.location}-${number}`
  if (shelf.placed % VMS_PER_VAULT === 0) shelf.vaults.push(vaultOf(vault, shelf.location))
  shelf.placed += 1
  const key = `${vault}|${tier}`
  const filled = shelf.byTier.get(key) ?? 0
  shelf.byTier.set(key, filled + 1)
  const { name, time } = policyOf(tier, Math.floor(filled / VMS_PER_POLICY))
  if (filled % VMS_PER_POLICY === 0) shelf.policies.push({ vault, name, tier, time })
  return `${vault}/${name}`
}

function vaultOf(name: string, location: string): EstateVault {
  const redundancy = location === 'eastus' ? 'LocallyRedundant' : 'GeoRedundant'
  return { name, group: 'rg-fleet-backup', location, subscriptionId: FIRST_SUBSCRIPTION, redundancy, settings: '' }
}

function policyOf(tier: Tier, slot: number): { name: string; time: string } {
  const first = TIERS.find((row) => row.tier === tier)?.firstMinute ?? 0
  const minute = (first + slot * 30) % 1440
  const two = (value: number) => String(value).padStart(2, '0')
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
  return { name: `${tier}-${time.replace(':', '')}`, time }
}
