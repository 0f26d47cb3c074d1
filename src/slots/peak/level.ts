import type { SlotProblem } from '../problem.js'
import { PEAK_ARGUMENT, type PeakBound } from './bound.js'
import { choicesOf } from './choices.js'
import { awayOf, bringHome, even, evenBelow } from './even.js'
import { createFloor, type Floor } from './floor.js'
import { kindsByVault } from './kinds.js'
import type { Leavers } from './leavers.js'
import { lower } from './lower.js'
import { createRoom, hasMovers, type Room } from './room.js'
import { createScales, type Scales } from './scales.js'
import { boundWithSlack, type Proven, wholeBound } from './slack.js'
import { bestWeights } from './weights.js'

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
  const proofs = vmsByVault(floor).map((vms, vault) => {
    const room = createRoom(floor, { vault, vms, keep })
    even({ ...room, open: keep === 'moves' && settled[vault] ? 'made' : room.open })
    const scales = createScales(kinds[vault] ?? [], { time: problem.time, ...(leavers && { need: leavers.need }) })
    const isWorthIt = keep !== 'policies' && (leavers !== undefined || hasMovers(room))
    const passes = effort * (keep === 'moves' && settled[vault] ? PASSES.settled : PASSES.after)
    const proven = lowerAndProve(room, { scales, effort, passes, proofEffort: isWorthIt ? effort : 0 })
    if (keep === 'none') bringHome(room)
    evenBelow(keep === 'none' ? { ...room, vms: awayOf(room) } : room, PASSES.below * effort)
    return proven
  })
  return {
    slots: floor.slots,
    lowerBound: boundWithSlack(proofs, leavers?.slack ?? 0),
    bound: leavers ? `${PEAK_ARGUMENT}, and who need not leave home` : PEAK_ARGUMENT,
  }
}

interface Search {
  readonly scales: Scales
  readonly effort: number
  /** That may fail where the bound is lower. */
  readonly passes: number
  readonly proofEffort: number
}

function lowerAndProve(room: Room, { scales, effort, passes, proofEffort }: Search): Proven {
  const { floor, vault } = room
  const prove = () =>
    bestWeights(scales, { effort: proofEffort, plan: { work: floor.workOf(vault), peak: floor.peakOf(vault) } })
  lower(room, { passes: PASSES.before * effort, enough: 0 })
  const peak = floor.peakOf(vault)
  const proven = prove()
  const enough = wholeBound(proven.value)
  lower(room, { passes, enough })
  if (floor.peakOf(vault) === peak || floor.peakOf(vault) <= enough) return proven
  // A better plan shows better where to look.
  const again = prove()
  return again.value > proven.value ? again : proven
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
