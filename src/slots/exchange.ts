import { createRandom } from './random.js'
import type { Board } from './repair/board.js'
import { closeUnused, emptySlots } from './repair/empty-slots.js'
import type { Repair } from './repair/repair.js'

export interface ExchangeOptions {
  readonly repair: Repair
  /** Fewest slots of each family: of who has no more, slots are exchanged one for one only. */
  readonly bounds: Int32Array
  readonly seed: number
  /** Exchanges to try, at most. */
  readonly tries: number
  /** Repair steps for each VM that has to leave. */
  readonly stepsPerVm: number
}

/** Shares of tries: for families above their bound; in these, to close two slots, and to open none. */
const SHARES = { above: 0.9, two: 0.7, none: 0.1 }

/**
 * Uses fewer slots by exchange, where none can be closed alone: the VMs of two slots of a family find room in its others
 * and in one that is opened for them. Exchanges of one for one gain nothing, but the next may gain from them.
 */
export function exchangeSlots(board: Board, options: ExchangeOptions): void {
  const { bounds, seed, tries } = options
  const random = createRandom(seed)
  const draw = <T>(list: ArrayLike<T>) => list[Math.floor(random() * list.length)] as T
  const families = [...board.problem.families.keys()].filter((family) => slotsInUse(board, family).length > 0)
  const isAbove = (family: number) => slotsInUse(board, family).length > (bounds[family] as number)
  let above = families.filter(isAbove)
  for (let left = tries; left > 0 && above.length > 0; left -= 1) {
    const family = draw(random() < SHARES.above ? above : families)
    const used = slotsInUse(board, family)
    const wins = used.length > (bounds[family] as number)
    const closing = [draw(used)]
    if (wins && used.length > 1 && random() < SHARES.two) closing.push(draw(used.filter((at) => at !== closing[0])))
    const opening =
      wins && random() < SHARES.none ? null : draw(slotsToOpen(board, draw(board.membersOf(draw(closing)))))
    if (opening === undefined || !exchange(board, { ...options, closing, opening })) continue
    if (slotsInUse(board, family).length < used.length) above = families.filter(isAbove)
  }
}

interface Exchange extends Pick<ExchangeOptions, 'repair' | 'stepsPerVm'> {
  /** Slots (`slotBase[f] + s`). */
  readonly closing: readonly number[]
  readonly opening: number | null
}

function exchange(board: Board, { closing, opening, ...emptying }: Exchange): boolean {
  if (opening !== null) board.isClosed[opening] = 0
  const isDone = emptySlots(board, closing, emptying)
  if (isDone) closeUnused(board)
  else if (opening !== null) board.isClosed[opening] = 1
  return isDone
}

function slotsInUse({ table: { slotBase, counts } }: Board, family: number): number[] {
  const used: number[] = []
  for (let at = slotBase[family] as number; at < (slotBase[family + 1] as number); at += 1)
    if ((counts[at] as number) > 0) used.push(at)
  return used
}

/** Slots that the VM may have and nobody has. */
function slotsToOpen({ problem, table, isClosed, allowed }: Board, vm: number): number[] {
  const base = table.slotBase[problem.vms.family[vm] as number] as number
  return Array.from(allowed(vm), (slot) => base + slot).filter((at) => isClosed[at] === 1)
}
