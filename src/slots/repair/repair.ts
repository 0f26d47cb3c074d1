import { createRandom } from '../random.js'
import type { Board } from './board.js'
import { createEvictions, type Evictions } from './evictions.js'
import { createPairPacking, NOBODY, type PairPacking } from './pair-packing.js'

/**
 * Places the VMs of a queue, none of which is placed, with at most so many steps. Returns those that stay without a slot
 * in the best plan that was seen, which is the one left on the board.
 */
export type Repair = (queue: readonly number[], steps: number) => number[]

export interface RepairOptions {
  readonly seed: number
  /** How many times dearer it is to send a VM away from its home than from elsewhere; 1 when left out. */
  readonly homesickness?: number
  /** The place that a VM takes before anybody has to leave for it; -1: none is free. Left out: any that is free. */
  readonly findPlace?: (vm: number) => number
}

const NOWHERE = () => -1

/** After an eviction the VM stays away from the slot for so many steps, and up to as many more. */
const TENURE = 10
/** By how much a VM's weight grows when it is evicted, so that the search does not go round in circles. */
const GROWTH = 1.15
/** Costs look up to so much higher than they are: many are nearly equal. */
const NOISE = 0.2
/** After so many steps without a better plan, pairs of slots are packed anew, which takes longer than an ejection, at every fourth. */
const PAIRS = { patience: 100, every: 4 }
const TABU_SIZE = 1 << 16

/**
 * Repair by ejection chains: a VM that fits nowhere goes where the cheapest VMs have to leave, and those queue up. Tabu
 * (VM, slot) pairs and weights that grow with each eviction keep the search from circling. Where hardly a disk is left
 * free, single ejections only push the last gaps around: then two slots at a time are packed anew.
 */
export function createRepair(board: Board, options: RepairOptions): Repair {
  const chains = new EjectionChains(board, options)
  return (queue, steps) => chains.place(queue, steps)
}

class EjectionChains {
  private readonly board: Board
  private readonly homesickness: number
  private readonly findPlace: (vm: number) => number
  private readonly random: () => number
  private readonly pairs: PairPacking
  private readonly evictions: Evictions
  /** By VM, while it has not been evicted, and as it is. */
  private readonly usual: Float64Array
  private readonly weight: Float64Array
  private readonly tabu = new Int32Array(TABU_SIZE)
  private now = 0

  constructor(board: Board, { seed, homesickness = 1, findPlace = NOWHERE }: RepairOptions) {
    this.board = board
    this.homesickness = homesickness
    this.findPlace = findPlace
    this.random = createRandom(seed)
    this.pairs = createPairPacking(board)
    this.usual = weightsOf(board)
    this.weight = this.usual.map((_, vm) => this.usualOf(vm))
    this.evictions = createEvictions(board, this.weight)
  }

  place(queue: readonly number[], steps: number): number[] {
    const { board, weight } = this
    // First come, first served: who was evicted last does not go back and forth with who evicted it.
    const waiting = [...queue].reverse()
    let best = { step: 0, mark: board.mark(), left: waiting.length, end: waiting.length }
    for (let step = 0; step < steps && step < waiting.length; step += 1) {
      this.now += 1
      const vm = waiting[step] as number
      const isStuck = step - best.step > PAIRS.patience && step % PAIRS.every === 0
      const leavers = this.settleFreely(vm) ?? (isStuck ? this.packPair(vm) : null) ?? this.eject(vm) ?? [vm]
      for (const other of leavers) waiting.push(other)
      const left = waiting.length - step - 1
      if (left < best.left) best = { step, mark: board.mark(), left, end: waiting.length }
    }
    board.undo(best.mark)
    for (const vm of waiting) weight[vm] = this.usualOf(vm)
    return waiting.slice(best.end - best.left, best.end)
  }

  private usualOf(vm: number): number {
    return (this.usual[vm] as number) * (this.isHome(vm, this.board.table.slots[vm] as number) ? this.homesickness : 1)
  }

  private isHome(vm: number, slot: number): boolean {
    return slot === this.board.problem.vms.home[vm]
  }

  /** Takes a place that is free. */
  private settleFreely(vm: number): readonly number[] | null {
    const slot = this.findPlace(vm)
    if (slot < 0) return null
    this.settle(vm, slot)
    return []
  }

  /** Places the VM in a pair of slots that is packed anew; those that had to leave for it. */
  private packPair(vm: number): readonly number[] | null {
    const leaver = this.pairs.insert(vm, this.random())
    return leaver === NOBODY ? [] : leaver === null ? null : [leaver]
  }

  /** Places the VM where that is cheapest; those that had to leave for it. */
  private eject(vm: number): readonly number[] | null {
    const { board, evictions, tabu, weight } = this
    const slot = this.cheapestSlot(vm)
    if (slot < 0) return null
    evictions.cost(vm, slot, Number.POSITIVE_INFINITY)
    for (const victim of evictions.victims) {
      const from = board.table.slots[victim] as number
      tabu[tabuAt(victim, from)] = this.now + TENURE + Math.floor(this.random() * TENURE)
      board.remove(victim)
      weight[victim] = ((weight[victim] as number) * GROWTH) / (this.isHome(victim, from) ? this.homesickness : 1)
    }
    this.settle(vm, slot)
    return evictions.victims
  }

  private settle(vm: number, slot: number): void {
    this.board.place(vm, slot)
    if (this.isHome(vm, slot)) this.weight[vm] = (this.weight[vm] as number) * this.homesickness
  }

  private cheapestSlot(vm: number): number {
    const { board, evictions, random, tabu } = this
    const base = board.table.slotBase[board.problem.vms.family[vm] as number] as number
    const slots = board.allowed(vm)
    let best = -1
    let bestCost = Number.POSITIVE_INFINITY
    for (let i = 0, at = Math.floor(random() * slots.length); i < slots.length && bestCost > 0; i += 1, at += 1) {
      const slot = slots[at < slots.length ? at : at - slots.length] as number
      if (board.isClosed[base + slot] === 1 || (tabu[tabuAt(vm, slot)] as number) > this.now) continue
      const cost = evictions.cost(vm, slot, bestCost) * (1 + NOISE * random())
      if (cost >= bestCost) continue
      bestCost = cost
      best = slot
    }
    return best
  }
}

function tabuAt(vm: number, slot: number): number {
  return Math.imul(vm * 1_024 + slot, 0x9e3779b1) >>> 16
}

/** At first, the share of its resources that a VM takes. */
function weightsOf({ problem: { resources, vms } }: Board): Float64Array {
  return Float64Array.from({ length: vms.count }, (_, vm) => {
    let share = 0.01
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i += 1) {
      share += (vms.use.amount[i] as number) / (resources[vms.use.resource[i] as number]?.capacity || 1)
    }
    return share
  })
}
