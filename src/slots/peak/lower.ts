import { hasMovers, move, type Room, type Trail, takeBack } from './room.js'
import { createTrades } from './trades.js'

/** What one VM more at work costs grows so much with each that is at work already; */
const STEEPNESS = 2
/** and so much with each pass that leaves too many at work in a cell. */
const GROWTH = 1.2

/** Lowers the peak by one as often as that works within so many passes that fail, down to what is enough. */
export function lower(room: Room, { passes, enough }: { passes: number; enough: number }): void {
  const { floor, vault, vms, open } = room
  if (!hasMovers(room)) return
  const peak = floor.peakOf(vault)
  const byWork = Float64Array.from({ length: peak + 1 }, (_, n) => STEEPNESS ** (n - peak))
  const prices = { byWork, weights: new Float64Array(floor.cells).fill(1), open }
  const trail: Trail = []
  const trade = createTrades(room)
  let target = peak - 1
  for (let pass = 0; pass < passes && target >= enough; pass += 1) {
    for (const vm of vms) {
      if (!floor.isAbove(vm, target)) continue
      if (room.mayGo(vm)) move(floor, { vm, prices, trail })
      else if (room.open !== 'used') trade(vm, prices, trail)
    }
    const reached = floor.peakOf(vault)
    if (reached <= target) {
      target = reached - 1
      trail.length = 0
      pass = -1
    } else raise(prices.weights, floor.workOf(vault), target)
  }
  takeBack(floor, trail)
}

function raise(weights: Float64Array, work: Int32Array, target: number): void {
  for (let cell = 0; cell < weights.length; cell += 1)
    if ((work[cell] as number) > target) weights[cell] = (weights[cell] as number) * GROWTH
}
