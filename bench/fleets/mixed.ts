import type { Slot, SlotProblem, SlotTime } from '../../src/slots/problem.js'
import { createFleetBuilder, type FleetBuilder, type FleetOptions } from './builder.js'
import { createDraw, type Draw } from './draw.js'
import { createPlantedLoads } from './grid.js'

const DAY = 48
const TIME: SlotTime = { tickMinutes: 30, ticks: 7 * DAY, regimes: 2 }
/** Ticks ahead of UTC in winter and in summer: a zone that changes its clocks, and one of half an hour that does not. */
const ZONES = [
  [2, 4],
  [11, 11],
]
const TIERS = ['daily', 'weekly', 'hourly'] as const
const SHARES = [55, 20, 25]
const VAULT = { most: 40, fill: 0.9, biggest: 960 }

/**
 * Family B: unlike family A in all that matters. Daily, weekly and hourly (every 4 hours, 4 times a day) policies on one
 * week, two time zones whose clocks do not change together, vaults about 90 % full at few hours of the day, VMs that may
 * start at nothing but those, and storage accounts that are filled before another is opened. A plan without violation
 * exists: `homes: 'planted'` is one. Returns the connected problems, in a stable order.
 */
export function mixedFleet({ vms, seed, homes = 'none' }: FleetOptions): SlotProblem[] {
  const fleet: Fleet = { draw: createDraw(seed), builder: createFleetBuilder(TIME), loads: createPlantedLoads(TIME) }
  const patterns = ZONES.map((offsets) => TIERS.map((tier) => slotsOf(tier, offsets)))
  for (let left = vms, v = 0; left > 0; ) {
    const region: Region = { accounts: [], patterns }
    for (const end = v + 12; v < end && left > 0; v += 1) left -= plantVault(fleet, region, { name: `rsv-${v}`, left })
  }
  return fleet.builder.build(homes)
}

interface Fleet {
  readonly draw: Draw
  readonly builder: FleetBuilder
  readonly loads: ReturnType<typeof createPlantedLoads>
}

interface Region {
  readonly accounts: number[]
  /** By zone and tier. */
  readonly patterns: readonly (readonly (readonly Slot[])[])[]
}

/** Daily and hourly slots by the half hour of their first start; weekly ones by day and half hour. */
function slotsOf(tier: (typeof TIERS)[number], offsets: readonly number[]): Slot[] {
  const ticksOf = (slot: number) => {
    const days = tier === 'weekly' ? [Math.floor(slot / DAY)] : [0, 1, 2, 3, 4, 5, 6]
    const hours = tier === 'hourly' ? [0, 8, 16, 24] : [0]
    return days.flatMap((day) => hours.map((hour) => day * DAY + (slot % DAY) + hour))
  }
  return Array.from({ length: tier === 'weekly' ? TIME.ticks : DAY }, (_, slot) => ({
    starts: Uint16Array.from(
      offsets.flatMap((offset, regime) =>
        ticksOf(slot).map((tick) => regime * TIME.ticks + ((tick - offset + TIME.ticks) % TIME.ticks)),
      ),
    ).sort(),
    rank: ((slot % DAY) + DAY / 2) % DAY,
    policies: 0,
    capacity: 100,
  }))
}

function plantVault(fleet: Fleet, region: Region, { name, left }: { name: string; left: number }): number {
  const { builder, draw, loads } = fleet
  const index = builder.addVault({ name, newPolicies: 200 })
  const machines = builder.addResource({ kind: 'machines', name: `vault ${name}`, capacity: VAULT.most, span: 1 })
  loads.limit(machines, VAULT.most * VAULT.fill)
  const zone = draw.one(region.patterns)
  const hours = draw.shuffled(Array.from({ length: 16 }, (_, i) => (i + 40) % DAY)).slice(0, draw.whole(2, 12))
  const tiers = TIERS.map((tier, t) => {
    const hot = hours.flatMap((hour) =>
      tier === 'weekly' ? [0, 1, 2, 3, 4, 5, 6].map((day) => day * DAY + hour) : [hour],
    )
    const slots = zone[t] ?? []
    return {
      slots,
      hot,
      allowed: Uint16Array.from(hot).sort(),
      family: builder.addFamily({ vault: index, name: `${name} ${tier}`, slots }),
    }
  })
  const most = Math.min(left, VAULT.biggest)
  let planted = 0
  for (let misses = 0; misses < 20 && planted < most; ) {
    const tier = tiers[draw.weighted(SHARES)] as (typeof tiers)[number]
    const slot = draw.shuffled(tier.hot).find((each) => loads.fits(machines, 1, startsOf(tier.slots, each)))
    if (slot === undefined) {
      misses += 1
      continue
    }
    const starts = startsOf(tier.slots, slot)
    loads.add(machines, 1, starts)
    const disks = draw.chance(0.6) ? plantDisks(fleet, region, starts) : []
    const { family, allowed } = tier
    builder.addVm({ family, allowed, planted: slot, duration: draw.pareto(1, 16, 1.1), uses: [machines, 1, ...disks] })
    planted += 1
  }
  return planted
}

const startsOf = (slots: readonly Slot[], slot: number) => (slots[slot] as Slot).starts

/** On the first account of the region that has room, in parts for VMs of many disks; a new account only when none has. */
function plantDisks({ builder, draw, loads }: Fleet, { accounts }: Region, starts: Uint16Array): number[] {
  const uses: number[] = []
  for (let left = draw.pareto(1, 32, 1.2); left > 0; ) {
    const part = Math.min(left, 16)
    let account = accounts.find((each) => !uses.includes(each) && loads.fits(each, part, starts))
    if (account === undefined) {
      const name = `account st${accounts.length}`
      account = loads.limit(builder.addResource({ kind: 'disks', name, capacity: 20, span: 1 }), 20)
      accounts.push(account)
    }
    loads.add(account, part, starts)
    uses.push(account, part)
    left -= part
  }
  return uses
}
