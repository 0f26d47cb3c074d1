import type { SlotProblem } from '../problem.js'
import { PEAK_ARGUMENT, type PeakBound } from './bound.js'
import { choicesOf } from './choices.js'
import { awayOf, bringHome, even, evenBelow } from './even.js'
import { createFloor, type Floor } from './floor.js'
import { kindsByVault, type VmKind } from './kinds.js'
import type { Leavers } from './leavers.js'
import { lower } from './lower.js'
import { boundNearHome } from './near-home.js'
import { createRoom, hasMovers, type Room } from './room.js'
import { createScales } from './scales.js'
import { bestWeights, wholeBound } from './weights.js'

export type Keep = 'moves' | 'policies' | 'none'

export interface LevelOptions {
  /**
   * The level above that must not get worse. `moves`: VMs leave home only in exchange for others that go back. `policies`: only
   * slots in use are taken. `none`: VMs go to any slot that they may have.
   */
  readonly keep: Keep
  /** How long to search, as a factor of the usual number of passes. */
  readonly effort?: number
  /** Who may leave home, where moves stand above the peak: the bound is of plans with no more of them. */
  readonly leavers?: Leavers
}

/** A plan, and a peak that no plan can do without, summed over vaults: see `peakBound`. */
export interface Levelled extends PeakBound {
  readonly slots: Int32Array
}

/**
 * Passes that may fail before a vault's peak is held for the lowest: before the bound is known, and where it is lower;
 * fewer where VMs are at home, of which only some may leave. Passes below the peak.
 */
const PASSES = { before: 5, after: 40, settled: 10, below: 3 }

/**
 * A plan with a lower peak, from one that is given: it breaks no limit that the given one keeps. First each VM, longest
 * with least choice first, goes where it makes the sum over ticks of (VMs at work)^2 smallest. Then the peak is lowered
 * by one as often as that works: VMs at work above the new peak move to where they cost least, and cells that stay above
 * it get dearer with each pass, so that the search walks along plateaus and does not go in circles. No peak gets higher.
 */
export function levelPeak(
  problem: SlotProblem,
  plan: Int32Array,
  { keep, effort = 1, leavers }: LevelOptions,
): Levelled {
  const floor = createFloor(problem, plan)
  const kinds = kindsByVault(problem, leavers)
  const settled = settledVaults(problem)
  const bounds = vmsByVault(floor).map((vms, vault) => {
    const room = createRoom(floor, { vault, vms, keep })
    const staysHome = keep === 'moves' && settled[vault] === 1
    even({ ...room, open: staysHome ? 'made' : room.open })
    const passes = effort * (staysHome ? PASSES.settled : PASSES.after)
    const bound = leavers
      ? lower(room, { passes, enough: 0 })
      : lowerAndProve(room, { kinds: kinds[vault] ?? [], effort, passes })
    if (keep === 'none') bringHome(room)
    evenBelow(keep === 'none' ? { ...room, vms: awayOf(room) } : room, PASSES.below * effort)
    return bound ?? 0
  })
  const { slots } = floor
  if (!leavers) return { slots, lowerBound: bounds.reduce((sum, each) => sum + each, 0), bound: PEAK_ARGUMENT }
  const plans = kinds.map((each, vault) => ({ kinds: each, work: floor.workOf(vault), peak: floor.peakOf(vault) }))
  return {
    slots,
    lowerBound: boundNearHome(plans, { leavers, time: problem.time, effort }),
    bound: `${PEAK_ARGUMENT}, and who need not leave home`,
  }
}

interface Search {
  readonly kinds: readonly VmKind[]
  readonly effort: number
  /** That may fail where the bound is lower. */
  readonly passes: number
}

/** A peak of the vault that no plan can do without. */
function lowerAndProve(room: Room, { kinds, effort, passes }: Search): number {
  const { floor, vault, open } = room
  const scales = createScales(kinds, floor.problem)
  const isWorthIt = open === 'all' && hasMovers(room)
  const prove = () =>
    bestWeights(scales, {
      effort: isWorthIt ? effort : 0,
      plan: { work: floor.workOf(vault), peak: floor.peakOf(vault) },
    })
  lower(room, { passes: PASSES.before * effort, enough: 0 })
  const peak = floor.peakOf(vault)
  const enough = wholeBound(prove())
  lower(room, { passes, enough })
  if (floor.peakOf(vault) === peak || floor.peakOf(vault) <= enough) return enough
  // A better plan shows better where to look.
  return Math.max(enough, wholeBound(prove()))
}

/** 1: some VM of the vault has a slot, so that policies are made only where that lowers the peak. */
function settledVaults({ vaults, families, vms }: SlotProblem): Uint8Array {
  const settled = new Uint8Array(vaults.length)
  vms.home.forEach((home, vm) => {
    if (home >= 0) settled[families[vms.family[vm] as number]?.vault as number] = 1
  })
  return settled
}

/** The VMs of each vault that may change their slot: longest with least choice first. */
function vmsByVault({ movable, problem }: Floor): Int32Array[] {
  const { families, vaults, vms } = problem
  const hardness = new Float64Array(vms.count)
  for (const vm of movable) hardness[vm] = (vms.duration[vm] as number) / choicesOf(problem, vm).length
  const lists: number[][] = vaults.map(() => [])
  for (const vm of movable) lists[families[vms.family[vm] as number]?.vault as number]?.push(vm)
  return lists.map((list) =>
    Int32Array.from(list.sort((a, b) => (hardness[b] as number) - (hardness[a] as number) || a - b)),
  )
}
