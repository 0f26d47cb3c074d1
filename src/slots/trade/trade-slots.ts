import { difficulties } from '../construct/difficulty.js'
import { createRandom } from '../random.js'
import type { Board } from '../repair/board.js'
import type { Repair } from '../repair/repair.js'
import { createFilling, type Filling } from './filling.js'
import { openBest, slotsFor } from './open-best.js'
import { startsOf } from './starts.js'

export interface TradeOptions {
  readonly repair: Repair
  readonly seed: number
  /** Fewest slots of each family: vaults that have no more are left alone. */
  readonly bounds: Int32Array
  readonly effort: number
}

/** How many slots are given up together. */
const GIVEN = { from: 2, to: 4 }
/** VMs for which ejections may find room, and the steps for each. */
const REPAIR = { most: 5, steps: 40 }
/** VMs moved and steps of repair for each slot above the bounds; the fewer, the nearer all are to them. */
const ALLOWANCE = { work: 4_000, gap: 0.2 }
/** Share of trades in any vault, for the room that others need there. */
const ELSEWHERE = 0.2
/** Slots that take nearly as many VMs are held for equal: the share by which they may differ. */
const NOISE = 0.2

/**
 * Gives up some slots of a vault, of whatever tiers, and opens as many or fewer in their place: where no slot can be
 * closed alone, two may do the work of three. A trade that saves none is made too, so that the search goes on from
 * somewhere else.
 */
export function tradeSlots(board: Board, { repair, seed, bounds, effort }: TradeOptions): void {
  const trader: Trader = {
    board,
    repair,
    filling: createFilling(board),
    difficulty: difficulties(board.problem),
    random: createRandom(seed),
  }
  const vaults = vaultsOf(board.problem, bounds)
  const isOpen = (vault: Vault) => slotsInUse(board, vault).length > vault.atLeast
  let open = vaults.filter(isOpen)
  for (let left = allowanceOf(board, vaults) * effort; left > 0 && open.length > 0; ) {
    const among = trader.random() < ELSEWHERE ? vaults : open
    const { saved, work } = trade(trader, among[Math.floor(trader.random() * among.length)] as Vault)
    left -= work
    if (saved > 0) open = open.filter(isOpen)
  }
}

function allowanceOf(board: Board, vaults: readonly Vault[]): number {
  const atLeast = vaults.reduce((sum, vault) => sum + vault.atLeast, 0)
  const above = vaults.reduce((sum, vault) => sum + slotsInUse(board, vault).length, 0) - atLeast
  return ALLOWANCE.work * above * Math.min(1, above / (ALLOWANCE.gap * atLeast))
}

interface Trader {
  readonly board: Board
  readonly repair: Repair
  readonly filling: Filling
  readonly difficulty: Float64Array
  readonly random: () => number
}

interface Vault {
  /** Those that start most often first. */
  readonly families: readonly number[]
  readonly atLeast: number
}

function vaultsOf({ vaults, families }: Board['problem'], bounds: Int32Array): Vault[] {
  const byStarts = families.map((_, family) => family)
  byStarts.sort((a, b) => startsOf(families, b) - startsOf(families, a) || a - b)
  return vaults.map((_, vault) => {
    const own = byStarts.filter((family) => families[family]?.vault === vault)
    return { families: own, atLeast: own.reduce((sum, family) => sum + (bounds[family] as number), 0) }
  })
}

interface UsedSlot {
  readonly family: number
  /** `slotBase[f] + s` */
  readonly at: number
}

function slotsInUse({ table: { slotBase, counts } }: Board, { families }: Vault): UsedSlot[] {
  const used: UsedSlot[] = []
  for (const family of families) {
    for (let at = slotBase[family] as number; at < (slotBase[family + 1] as number); at += 1) {
      if ((counts[at] as number) > 0) used.push({ family, at })
    }
  }
  return used
}

function trade(trader: Trader, vault: Vault): { saved: number; work: number } {
  const { board, repair } = trader
  const { isClosed, isFixed, table } = board
  const used = slotsInUse(board, vault)
  const given = slotsToGive(trader, used)
  const members = given.map(({ at }) => board.membersOf(at))
  if (members.some((list) => list.some((vm) => isFixed[vm] === 1))) return { saved: 0, work: 1 }
  const mark = board.mark()
  for (const { at } of given) isClosed[at] = 1
  const moved = members.flat()
  for (const vm of moved) board.remove(vm)
  const demand = vault.families.map((family) => ({
    family,
    vms: members.filter((_, i) => given[i]?.family === family).flat(),
  }))
  const { opened, unfit } = settle(trader, demand, given.length)
  const steps = unfit.length > REPAIR.most ? 0 : unfit.length * REPAIR.steps
  const isPlaced = unfit.length === 0 || repair(unfit, steps).length === 0
  const saved = isPlaced ? used.length - slotsInUse(board, vault).length : -1
  if (saved < 0) {
    board.undo(mark)
    for (const { at } of given) isClosed[at] = 0
  }
  for (const at of opened) if (table.counts[at] === 0) isClosed[at] = 1
  return { saved, work: moved.length + steps }
}

/** Slots of few VMs more often than others. */
function slotsToGive({ board: { table }, random }: Trader, used: readonly UsedSlot[]): UsedSlot[] {
  const count = GIVEN.from + Math.floor(random() * (GIVEN.to - GIVEN.from + 1))
  return used
    .map((slot) => ({ slot, key: (table.counts[slot.at] as number) * random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ slot }) => slot)
}

interface Demand {
  readonly family: number
  readonly vms: readonly number[]
}

/** Puts VMs into the slots of their family that are in use, then opens others, `most` in all; stops when too many are unfit. */
function settle({ board, filling, difficulty, random }: Trader, demand: readonly Demand[], most: number) {
  const opened: number[] = []
  let unfit: number[] = []
  for (const { family, vms } of demand) {
    if (vms.length === 0) continue
    const inUse = turned(slotsFor(board, vms), random).filter((slot) => isOpenSlot(board, family, slot))
    let left = hardestFirst(vms, difficulty, random)
    for (const slot of inUse) left = left.length > 0 ? filling.fill({ family, slot }, left) : left
    const best = openBest(board, {
      filling,
      family,
      vms: left,
      most: most - opened.length,
      taste: () => 1 + NOISE * random(),
    })
    opened.push(...best.opened)
    unfit = unfit.concat(best.left)
    if (unfit.length > REPAIR.most) break
  }
  return { opened, unfit }
}

function isOpenSlot({ table, isClosed }: Board, family: number, slot: number): boolean {
  return isClosed[(table.slotBase[family] as number) + slot] === 0
}

/** Begins anywhere, and goes round. */
function turned(slots: readonly number[], random: () => number): number[] {
  const turn = Math.floor(random() * slots.length)
  return [...slots.slice(turn), ...slots.slice(0, turn)]
}

function hardestFirst(vms: readonly number[], difficulty: Float64Array, random: () => number): number[] {
  return vms
    .map((vm) => ({ vm, key: (difficulty[vm] as number) * (1 + random()) }))
    .sort((a, b) => b.key - a.key)
    .map(({ vm }) => vm)
}
