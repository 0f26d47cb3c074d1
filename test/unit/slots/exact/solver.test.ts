import { afterAll, describe, expect, it } from 'vitest'
import { type Mip, MipBuilder } from '../../../../src/slots/exact/mip.js'
import { openSolver, solveMip, withSolver } from '../../../../src/slots/exact/solver.js'

/** The best worth of things of these weights and worths in a bag of 10. */
function knapsack(...things: readonly (readonly [weight: number, worth: number])[]): Mip {
  const builder = new MipBuilder()
  const columns = things.map(([, worth]) => builder.addColumn({ cost: -worth, upper: 1, integer: true }))
  builder.addRow({ columns, factors: things.map(([weight]) => weight), upper: 10 })
  return builder.build()
}

describe('a mixed-integer model', () => {
  const solver = openSolver()
  afterAll(() => solver.close())

  it('is solved to its optimum, with whole values', async () => {
    const result = await solver.solve(knapsack([6, 9], [5, 7], [5, 7], [4, 4]))

    expect(result).toMatchObject({ status: 'optimal', objective: -14, bound: -14 })
    expect([...result.values]).toEqual([0, 1, 1, 0])
  })

  it('without a solution is infeasible', async () => {
    const builder = new MipBuilder()
    const x = builder.addColumn({ upper: 1, integer: true })
    builder.addRow({ columns: [x], lower: 0.2, upper: 0.8 })

    expect(await solver.solve(builder.build())).toMatchObject({ status: 'infeasible', bound: Infinity })
  })

  it('without integer columns comes with the prices of its rows', async () => {
    const builder = new MipBuilder()
    const x = builder.addColumn({ cost: 3 })
    builder.addRow({ columns: [x], factors: 2, lower: 5 })
    const result = await solver.solve(builder.build())

    expect(result).toMatchObject({ status: 'optimal', objective: 7.5, bound: 7.5 })
    expect([...result.duals]).toEqual([1.5])
  })

  it('keeps its start when no node may be searched', async () => {
    const mip = { ...hard(), start: hardStart() }
    const result = await solver.solve(mip, { nodes: 0 })

    expect(result.objective).toBeLessThanOrEqual(16)
    expect(result.bound).toBeLessThanOrEqual(result.objective)
  })
})

describe('a solver', () => {
  it('gives the same answers in the order asked, whatever the number of threads', async () => {
    const models = [1, 2, 3, 4, 5].map((worth) => knapsack([6, 9], [5, 7 * worth], [5, 7]))
    const solveAll = (workers: number) =>
      withSolver({ workers }, (solver) => Promise.all(models.map((model) => solver.solve(model, { nodes: 100 }))))

    expect(await solveAll(2)).toEqual(await solveAll(1))
  })

  it('is interrupted in the midst of a model', async () => {
    const controller = new AbortController()
    const solving = solveMip(hard(), {}, controller.signal)
    controller.abort()

    await expect(solving).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })

  it('says in few words that HiGHS broke on a model, and goes on with the next', async () => {
    const broken = { ...knapsack([1, 1]), cost: Float64Array.of(Number.NaN) }
    const [first, second] = await withSolver({}, (solver) =>
      Promise.allSettled([solver.solve(broken), solver.solve(knapsack([1, 1]))]),
    )

    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'SOLVER_FAILED' } })
    expect((first as PromiseRejectedResult).reason.message.length).toBeLessThan(400)
    expect(second).toMatchObject({ status: 'fulfilled', value: { objective: -1 } })
  })
})

/** 16 bins for 32 items, none of which may stand empty in the start: more than a moment's work. */
function hard(): Mip {
  const builder = new MipBuilder()
  const bins = Array.from({ length: 16 }, () => builder.addColumn({ cost: 1, upper: 1, integer: true }))
  const places = Array.from({ length: 32 }, () => bins.map(() => builder.addColumn({ upper: 1, integer: true })))
  for (const columns of places) builder.addRow({ columns, lower: 1, upper: 1 })
  bins.forEach((bin, place) => {
    const columns = [...places.map((item) => item[place] ?? 0), bin]
    builder.addRow({ columns, factors: [...places.map((_, item) => 23 + ((item * 37) % 29)), -100], upper: 0 })
  })
  return builder.build()
}

function hardStart(): Float64Array {
  const start = new Float64Array(16 + 32 * 16)
  start.fill(1, 0, 16)
  for (let item = 0; item < 32; item++) start[16 + item * 16 + (item % 16)] = 1
  return start
}
