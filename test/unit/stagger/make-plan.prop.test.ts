import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Estate } from '../../../src/slots/estate.js'
import { makePlan } from '../../../src/stagger/make-plan.js'
import type { StaggerPlan } from '../../../src/stagger/plan-file.js'
import { planText } from '../../../src/stagger/save-plan.js'
import { verifyPlan } from '../../../src/stagger/verify.js'
import { anyEstate, planChoices, tightLimits } from '../../helpers/stagger-arbitrary.js'

const FROM = { from: '2026-03-02', basis: { source: 'inventory', subscriptions: [] } } as const

const world = fc.record({ estate: anyEstate, limits: tightLimits, choices: planChoices })
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const plan = async ({ estate, limits, choices }: World) =>
  (await makePlan({ estate, findings: [] }, { ...FROM, ...choices, limits })).plan

/** The estate once a plan is carried out, as far as a day. */
function applied(estate: Estate, { moves, policies }: StaggerPlan, day = Number.POSITIVE_INFINITY): Estate {
  const to = new Map(moves.filter((move) => move.day <= day).map((move) => [move.machine, move.to]))
  return {
    ...estate,
    policies: [...estate.policies, ...policies],
    machines: estate.machines.map((machine) => ({ ...machine, policy: to.get(machine.key) ?? machine.policy })),
  }
}

describe('a plan of any estate', () => {
  it('passes the independent verifier, at the end of each day', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const made = await plan(given)

        expect(verifyPlan(given.estate, made).filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  it('never moves who is pinned, and gives nobody another retention', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { moves } = await plan(given)
        const pinned = new Set(given.estate.machines.filter(({ isPinned }) => isPinned).map(({ key }) => key))

        expect(moves.filter(({ machine }) => pinned.has(machine))).toEqual([])
      }),
      { numRuns: 8 },
    )
  })

  it('is the same text in any order of vaults, policies and VMs', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { estate } = given
        const turned = {
          ...estate,
          vaults: [...estate.vaults].reverse(),
          policies: [...estate.policies].reverse(),
          machines: [...estate.machines].reverse(),
        }

        expect(planText(await plan({ ...given, estate: turned }))).toBe(planText(await plan(given)))
      }),
      { numRuns: 8 },
    )
  })

  it('is empty for an estate that it was carried out on, when moves are to be few', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const choices = { ...given.choices, objective: 'least-moves' as const }
        const first = await plan({ ...given, choices })
        fc.pre(first.summary.after.violations === 0)

        const again = await plan({ ...given, choices, estate: applied(given.estate, first) })

        expect(again.moves).toEqual([])
      }),
      { numRuns: 12 },
    )
  })
})
