import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sweepGroups, sweepOverlap } from '../../../src/slots/sweep.js'

interface Run {
  readonly start: number
  readonly end: number
  readonly weight: number
  readonly group: number
}

const runs = fc.array(
  fc
    .record({ start: fc.nat(40), length: fc.nat(12), weight: fc.integer({ min: 1, max: 5 }), group: fc.nat(2) })
    .map(({ length, ...run }) => ({ ...run, end: run.start + length })),
  { maxLength: 25 },
)

/** Runs that do not begin near zero, and far apart. */
const farRuns = runs.map((list) =>
  list.map((run) => ({ ...run, start: 1.7e12 + run.start * 86_400_000, end: 1.7e12 + run.end * 86_400_000 })),
)

const columns = (list: readonly Run[]) => ({
  starts: Float64Array.from(list, ({ start }) => start),
  ends: Float64Array.from(list, ({ end }) => end),
  weights: Int32Array.from(list, ({ weight }) => weight),
})

/** Asks for each moment at which something starts or ends how much is at work until the next. */
function countEachMoment(list: readonly Run[], limit: number) {
  const moments = [...new Set(list.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
  const result = { max: 0, maxAt: null as number | null, timeAboveLimit: 0, areaAboveLimit: 0 }
  moments.forEach((moment, i) => {
    const load = list.reduce((sum, { start, end, weight }) => sum + (start <= moment && moment < end ? weight : 0), 0)
    const past = (moments[i + 1] ?? moment) - moment
    if (load > result.max) Object.assign(result, { max: load, maxAt: moment })
    if (load > limit) {
      result.timeAboveLimit += past
      result.areaAboveLimit += past * (load - limit)
    }
  })
  return result
}

describe('the sweep', () => {
  it('finds what counting at each moment finds', () => {
    fc.assert(
      fc.property(fc.oneof(runs, farRuns), fc.nat(10), (list, limit) => {
        expect(sweepOverlap(columns(list), limit)).toEqual(countEachMoment(list, limit))
      }),
    )
  })

  it('finds for each group what it finds for the group alone', () => {
    fc.assert(
      fc.property(runs, (list) => {
        const alone = [0, 1, 2].map((group) =>
          countEachMoment(
            list.filter((run) => run.group === group),
            group * 3,
          ),
        )

        const groups = Int32Array.from(list, ({ group }) => group)

        expect(sweepGroups(columns(list), groups, [0, 3, 6])).toEqual(alone)
      }),
    )
  })

  it('does not count a run at the moment of its end', () => {
    const [starts, ends] = [Float64Array.of(10, 0), Float64Array.of(20, 10)]

    expect(sweepOverlap({ starts, ends }, 1)).toEqual({ max: 1, maxAt: 0, timeAboveLimit: 0, areaAboveLimit: 0 })
  })

  it('counts no run that ends before it starts or whose end is not known', () => {
    const [starts, ends] = [Float64Array.of(5, 5, 1), Float64Array.of(3, Number.NaN, 1)]

    expect(sweepOverlap({ starts, ends }, 0).maxAt).toBeNull()
  })
})
