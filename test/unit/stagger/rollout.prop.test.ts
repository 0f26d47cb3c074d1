import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileEstate } from '../../../src/slots/compile.js'
import type { CompiledPart } from '../../../src/slots/compile-part.js'
import { createDurationModel } from '../../../src/slots/durations.js'
import { createRandom } from '../../../src/slots/random.js'
import { measurePart, scalePart } from '../../../src/stagger/measure.js'
import { rollOut } from '../../../src/stagger/rollout.js'
import { anyEstate, tightLimits } from '../../helpers/stagger-arbitrary.js'

const world = fc.record({
  estate: anyEstate,
  limits: tightLimits,
  seed: fc.nat(1000),
  changes: fc.integer({ min: 1, max: 6 }),
  policyWrites: fc.integer({ min: 1, max: 3 }),
  spent: fc.integer({ min: 0, max: 6 }),
  isStrict: fc.boolean(),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

/** Where order can do all: everybody has a policy, and nobody breaks the limit of an account alone. */
const calm = world.map((given) => ({
  ...given,
  estate: {
    ...given.estate,
    machines: given.estate.machines
      .filter(({ policy }) => policy !== null)
      .map((machine) => ({ ...machine, disks: machine.disks.slice(0, 2) })),
  },
}))

/** Every part with VMs sent to any allowed slots, good or bad. */
function parts({ estate, limits, seed }: World) {
  const random = createRandom(seed)
  const { parts: compiled } = compileEstate(estate, { limits, dst: 'wallclock', from: '2026-03-02' })
  return compiled.map((part) => {
    const { vms } = part.problem
    const target = Int32Array.from(vms.home, (home, v) => {
      const allowed = vms.allowances[vms.allowance[v] as number] ?? new Uint16Array()
      const slot = allowed[Math.floor(random() * allowed.length)] ?? -1
      return vms.pinned[v] === 1 || random() < 0.3 || slot < 0 ? home : slot
    })
    const movers = [...target.keys()].filter((v) => target[v] !== vms.home[v])
    return { part, target, movers }
  })
}

function rollout(given: World, { part, target, movers }: ReturnType<typeof parts>[number]) {
  const { family } = part.problem.vms
  return rollOut({
    problem: part.problem,
    target,
    movers,
    policyOf: (vm) => {
      const slot = part.problem.families[family[vm] as number]?.slots[target[vm] as number]
      return slot?.policies === 0 ? `${family[vm]} ${target[vm]}` : undefined
    },
    budgetOf: (_, day) => ({
      changes: Math.max(0, given.changes - (day === 1 ? given.spent : 0)),
      policyWrites: given.policyWrites,
    }),
    isStrict: given.isStrict,
  })
}

const vaultOf = (part: CompiledPart, vm: number) => part.problem.families[part.problem.vms.family[vm] as number]?.vault

describe('a rollout', () => {
  it('moves everybody once, or says who is left; the budgets hold on each day; policies are there in time', () => {
    fc.assert(
      fc.property(world, (given) => {
        for (const whole of parts(given)) {
          const { steps, left, policyDays } = rollout(given, whole)
          const count = new Map<string, number>()
          for (const { vm, day } of steps) {
            const key = `${vaultOf(whole.part, vm)} ${day}`
            count.set(key, (count.get(key) ?? 0) + 1)
            const most = given.changes - (day === 1 ? given.spent : 0)
            expect(count.get(key)).toBeLessThanOrEqual(most)
          }
          expect([...steps.map(({ vm }) => vm), ...left].sort((a, b) => a - b)).toEqual(whole.movers)
          expect(steps.map(({ day }) => day)).toEqual(steps.map(({ day }) => day).sort((a, b) => a - b))
          if (!given.isStrict) expect(left).toEqual([])
          for (const [policy, made] of policyDays) {
            const users = steps.filter(
              ({ vm }) => `${whole.part.problem.vms.family[vm]} ${whole.target[vm]}` === policy,
            )
            expect(Math.min(...users.map(({ day }) => day))).toBe(made)
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('that is strict is never worse than now, after any step', () => {
    fc.assert(
      fc.property(calm, (given) => {
        for (const whole of parts(given)) {
          const { part, target } = whole
          const scales = scalePart(part, given.limits, createDurationModel())
          const now = Int32Array.from(part.problem.vms.home)
          const before = measurePart(scales, now, []).violations
          for (const { vm } of rollout({ ...given, isStrict: true }, whole).steps) {
            now[vm] = target[vm] as number
            expect(measurePart(scales, now, []).violations).toBeLessThanOrEqual(before)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
