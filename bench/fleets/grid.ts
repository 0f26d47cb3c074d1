/** How much of each resource starts in each cell of the plan that a generator plants. */
export interface PlantedLoads {
  fits(resource: number, amount: number, starts: ArrayLike<number>): boolean
  add(resource: number, amount: number, starts: ArrayLike<number>): void
}

/** `span` windows that a start lies in end with it: a span of 2 counts neighbours of half an hour together. */
export function createPlantedLoads(time: { ticks: number; regimes: number }): PlantedLoads & {
  limit(resource: number, capacity: number, span?: number): number
} {
  const cells = time.ticks * time.regimes
  const loads = new Map<number, Uint16Array>()
  const limits = new Map<number, { capacity: number; span: number }>()
  const cellsOf = (start: number, span: number) => {
    const tick = start % time.ticks
    return Array.from({ length: span }, (_, back) => start - tick + ((tick - back + time.ticks) % time.ticks))
  }
  const each = (resource: number, starts: ArrayLike<number>, visit: (load: Uint16Array, cell: number) => void) => {
    const load = loads.get(resource) as Uint16Array
    const span = limits.get(resource)?.span ?? 1
    for (let i = 0; i < starts.length; i += 1) for (const cell of cellsOf(starts[i] as number, span)) visit(load, cell)
  }
  return {
    limit(resource, capacity, span = 1) {
      limits.set(resource, { capacity, span })
      loads.set(resource, new Uint16Array(cells))
      return resource
    },
    fits(resource, amount, starts) {
      const most = (limits.get(resource)?.capacity ?? 0) - amount
      let does = true
      each(resource, starts, (load, cell) => {
        if ((load[cell] as number) > most) does = false
      })
      return does
    },
    add(resource, amount, starts) {
      each(resource, starts, (load, cell) => {
        load[cell] = (load[cell] as number) + amount
      })
    },
  }
}
