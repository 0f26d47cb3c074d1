import { nameKey } from '../../core/names.js'
import { compileEstate } from '../../slots/compile.js'
import type { CompiledPart } from '../../slots/compile-part.js'
import type { Estate, EstateMachine } from '../../slots/estate.js'
import { createLoadTable, type LoadTable } from '../../slots/load-table.js'
import type { PlannedMove, StaggerPlan } from '../plan-file.js'

/** Lets moves begin so that limits are kept whichever of those under way is done first, or never. */
export interface MoveGate {
  /**
   * The moves that may begin together, in their order: each finds room at its target while all of them, and all before
   * them, still count at their old place too. When none does (they wait for one another in a circle, or the plan cannot
   * keep all limits), the first one.
   */
  takeWave(moves: readonly PlannedMove[]): PlannedMove[]
  /** The VM has left its old place. */
  arrived(move: PlannedMove): void
  /** The VM stays at its old place. */
  failed(move: PlannedMove): void
}

interface Place {
  readonly table: LoadTable
  readonly vm: number
  readonly slot: number
}

/** `estate`: as it is now. */
export function createMoveGate(estate: Estate, plan: StaggerPlan): MoveGate {
  const machines = new Map(estate.machines.map((machine) => [nameKey(machine.key), machine]))
  const arrivals = plan.moves.flatMap((move): EstateMachine[] => {
    const machine = machines.get(nameKey(move.machine))
    return machine === undefined ? [] : [{ ...machine, key: arrivalKey(move), policy: move.to }]
  })
  const policies = [...estate.policies, ...plan.policies]
  const { parts } = compileEstate(
    { ...estate, policies, machines: [...estate.machines, ...arrivals] },
    { limits: plan.limits, dst: plan.dst, from: plan.from },
  )
  const arrivalKeys = new Set(arrivals.map(({ key }) => key))
  const places = new Map(parts.flatMap((part) => placesOf(part, arrivalKeys)))
  const begin = (move: PlannedMove) => {
    const place = places.get(arrivalKey(move))
    place?.table.place(place.vm, place.slot)
  }
  const leave = (key: string) => {
    const place = places.get(key)
    if (place !== undefined && (place.table.slots[place.vm] as number) >= 0) place.table.remove(place.vm)
  }
  return {
    takeWave(moves) {
      const wave = moves.filter((move) => {
        const place = places.get(arrivalKey(move))
        if (place !== undefined && !place.table.fits(place.vm, place.slot)) return false
        begin(move)
        return true
      })
      const [first] = moves
      if (wave.length > 0 || first === undefined) return wave
      begin(first)
      return [first]
    },
    arrived: (move) => leave(nameKey(move.machine)),
    failed: (move) => leave(arrivalKey(move)),
  }
}

/** A VM that is under way counts twice: as itself, and as this. */
function arrivalKey({ machine }: PlannedMove): string {
  return `${nameKey(machine)}|arriving`
}

/** All VMs of a part, placed where they are; arrivals not yet. */
function placesOf({ problem, machines }: CompiledPart, arrivalKeys: ReadonlySet<string>): [string, Place][] {
  const table = createLoadTable(problem)
  return machines.map(({ key }, vm) => {
    const slot = problem.vms.home[vm] as number
    const isArrival = arrivalKeys.has(key)
    if (!isArrival && slot >= 0) table.place(vm, slot)
    return [isArrival ? key : nameKey(key), { table, vm, slot }]
  })
}
