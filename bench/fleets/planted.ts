import type { Slot, SlotProblem } from '../../src/slots/problem.js'
import { createFleetBuilder, type FleetBuilder, type FleetOptions } from './builder.js'
import { createDraw, type Draw } from './draw.js'
import { createPlantedLoads } from './grid.js'

const TICKS = 48
/** Share of VMs by tier, and by window: 22-06, 18-24, 00-05 and any time, by the first and the last local half hour. */
const TIERS = [10, 30, 40, 20]
const ANY = { share: 25, allowed: ticksBetween(0, 47) }
const WINDOWS = [
  { share: 50, allowed: ticksBetween(44, 11) },
  { share: 10, allowed: ticksBetween(36, 47) },
  { share: 15, allowed: ticksBetween(0, 9) },
  ANY,
]
const VAULT = { most: 40, fill: 0.85, from: 20, to: 960, alpha: 0.6 }

/**
 * Family A: daily policies, as the default guards see a big fleet (40 VMs, 20 disks of an account, 10 classic VMs of a
 * service within an hour). Vaults of Pareto sizes in 1 to 24 regions, four tiers, windows by night and day, 40 % of VMs
 * with unmanaged disks on few popular accounts. A plan without violation exists: `homes: 'planted'` is one.
 * Returns the connected problems, in a stable order.
 */
export function plantedFleet({ vms, seed, homes = 'none' }: FleetOptions): SlotProblem[] {
  const draw = createDraw(seed)
  const time = { tickMinutes: 30, ticks: TICKS, regimes: 1 }
  const builder = createFleetBuilder(time)
  const regions = Math.min(24, Math.ceil(vms / 2_000))
  const fleet: Fleet = { draw, builder, loads: createPlantedLoads(time) }
  const all = Array.from({ length: regions }, (_, r) => createRegion(fleet, r, Math.ceil(vms / regions)))
  for (let left = vms, v = 0; left > 0; v += 1) {
    const size = Math.min(left, draw.pareto(VAULT.from, VAULT.to, VAULT.alpha))
    plantVault(fleet, draw.one(all), { name: `rsv-${v}`, size })
    left -= size
  }
  return builder.build(homes)
}

interface Fleet {
  readonly draw: Draw
  readonly builder: FleetBuilder
  readonly loads: ReturnType<typeof createPlantedLoads>
}

interface Region {
  readonly slots: readonly Slot[]
  readonly accounts: number[]
}

function createRegion({ builder, draw, loads }: Fleet, r: number, vms: number): Region {
  const offset = draw.whole(0, TICKS - 1)
  const slots = Array.from({ length: TICKS }, (_, tick) => ({
    starts: Uint16Array.of((tick + offset) % TICKS),
    rank: (tick + TICKS / 2) % TICKS,
    policies: 0,
    capacity: 100,
  }))
  const accounts = Array.from({ length: Math.max(4, Math.ceil(vms / 150)) }, (_, a) =>
    loads.limit(builder.addResource({ kind: 'disks', name: `account st${r}x${a}`, capacity: 20, span: 1 }), 20),
  )
  return { slots, accounts }
}

interface Vault {
  readonly name: string
  readonly machines: number
  readonly families: readonly number[]
  readonly slots: readonly Slot[]
  /** Local ticks at which the planted plan starts. */
  readonly ticks: readonly number[]
  service: { resource: number; tier: number; left: number }
}

function plantVault(fleet: Fleet, region: Region, { name, size }: { name: string; size: number }) {
  const { builder, draw, loads } = fleet
  const index = builder.addVault({ name, newPolicies: 200 })
  const resource = builder.addResource({ kind: 'machines', name: `vault ${name}`, capacity: VAULT.most, span: 1 })
  const vault: Vault = {
    name,
    machines: loads.limit(resource, VAULT.most),
    families: TIERS.map((_, tier) =>
      builder.addFamily({ vault: index, name: `${name} tier ${tier}`, slots: region.slots }),
    ),
    slots: region.slots,
    ticks: plantedTicks(draw, Math.max(2, Math.ceil(size / VAULT.most / VAULT.fill))),
    service: { resource: -1, tier: 0, left: 0 },
  }
  for (let i = 0; i < size; i += 1) plantVm(fleet, region, vault)
}

/** Local half hours, both ends included; one that ends before it begins passes midnight. */
function ticksBetween(from: number, to: number): Uint16Array {
  const all = Array.from({ length: TICKS }, (_, tick) => tick)
  return Uint16Array.from(all.filter((tick) => (from <= to ? tick >= from && tick <= to : tick >= from || tick <= to)))
}

/** Mostly by night, so that each window holds some. */
function plantedTicks(draw: Draw, count: number): number[] {
  const late = draw.shuffled([44, 45, 46, 47])
  const night = draw.shuffled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  const rest = draw.shuffled(Array.from({ length: 34 }, (_, i) => i + 10))
  const ticks = [late.pop() as number, night.pop() as number]
  while (ticks.length < count) {
    const pool = [night, night, late, rest][draw.whole(0, 3)] as number[]
    const tick = (pool.length > 0 ? pool : [rest, night, late].find((each) => each.length > 0))?.pop()
    ticks.push(tick as number)
  }
  return ticks
}

function plantVm(fleet: Fleet, region: Region, vault: Vault) {
  const { builder, draw, loads } = fleet
  const isUnmanaged = draw.chance(0.4)
  const service = isUnmanaged && draw.chance(0.3) ? nextOfService(fleet, vault) : null
  const place = findPlace(fleet, vault, service === null ? [vault.machines] : [vault.machines, service.resource])
  const { starts } = vault.slots[place.tick] as Slot
  for (const limit of place.limits) loads.add(limit, 1, starts)
  const disks = isUnmanaged ? plantDisks(fleet, region, starts) : []
  builder.addVm({
    family: vault.families[service?.tier ?? draw.weighted(TIERS)] as number,
    allowed: place.window.allowed,
    planted: place.tick,
    duration: draw.pareto(1, 16, 1.1),
    uses: [...place.limits.flatMap((limit) => [limit, 1]), ...disks],
  })
}

/** Classic VMs come one after the other by cloud service: 1 to 25 of one tier. */
function nextOfService({ builder, draw, loads }: Fleet, vault: Vault) {
  const { service } = vault
  if (service.left === 0) {
    const name = `service of ${vault.name}`
    service.resource = loads.limit(builder.addResource({ kind: 'service', name, capacity: 10, span: 2 }), 10, 2)
    service.tier = draw.weighted(TIERS)
    service.left = draw.whole(1, 25)
  }
  service.left -= 1
  return service
}

/** A planted tick in a drawn window; any window, or no service, where that one is full. */
function findPlace({ draw, loads }: Fleet, vault: Vault, limits: readonly number[]) {
  const ticks = draw.shuffled(vault.ticks)
  const asked = WINDOWS[draw.weighted(WINDOWS.map(({ share }) => share))] ?? ANY
  for (const each of [
    { window: asked, limits },
    { window: ANY, limits },
    { window: ANY, limits: [vault.machines] },
  ]) {
    const hasRoom = (tick: number) =>
      each.limits.every((limit) => loads.fits(limit, 1, (vault.slots[tick] as Slot).starts))
    const tick = ticks.find((candidate) => each.window.allowed.includes(candidate) && hasRoom(candidate))
    if (tick !== undefined) return { ...each, tick }
  }
  throw new Error('A vault was planted too full.')
}

/** 1 to 32 disks on popular accounts: on one account while it has room at that start, in parts else; the rest managed. */
function plantDisks({ draw, loads }: Fleet, { accounts }: Region, starts: Uint16Array): number[] {
  const uses: number[] = []
  let left = draw.pareto(1, 32, 1.3)
  for (let tries = 0; tries < 30 && left > 0; tries += 1) {
    const account = accounts[draw.zipf(accounts.length)] as number
    const part = Math.min(left, 20 >> Math.floor(tries / 10))
    if (uses.some((use, i) => i % 2 === 0 && use === account) || !loads.fits(account, part, starts)) continue
    loads.add(account, part, starts)
    uses.push(account, part)
    left -= part
  }
  return uses
}
