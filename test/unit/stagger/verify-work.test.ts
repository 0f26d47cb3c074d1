import { describe, expect, it } from 'vitest'
import type { Estate, EstateMachine } from '../../../src/slots/estate.js'
import { certify, type Level } from '../../../src/slots/objective.js'
import type { StaggerPlan } from '../../../src/stagger/plan-file.js'
import { verifyPlan } from '../../../src/stagger/verify.js'
import {
  BERLIN,
  dailySpec,
  estateMachines,
  estatePolicy,
  movesTo,
  testEstate,
  testPlan,
} from '../../helpers/stagger.js'

const policies = [
  estatePolicy('daily-2200', dailySpec('22:00')),
  estatePolicy('daily-0200', dailySpec('02:00')),
  estatePolicy('weekly', { ...dailySpec('02:00'), schedule: { frequency: 'weekly', days: ['Sunday'], time: '02:00' } }),
  estatePolicy('berlin-2300', dailySpec('23:00', BERLIN)),
]
const level = (name: Level, achieved: number) => certify(name, { lowerBound: 0, achieved, bound: 'a bound' })

/** What the verifier says about work of a plan that claims these figures, when each backup takes so many minutes. */
function complaints(
  machines: readonly EstateMachine[],
  claims: { readonly peak: number; readonly night: number; readonly before?: number },
  { minutes = 60, plan = {} }: { readonly minutes?: number; readonly plan?: Partial<StaggerPlan> } = {},
): string[] {
  const side = { violations: 0, mostStarts: 0, policies: 0 }
  const claimed = testPlan({
    summary: { before: { ...side, peak: claims.before ?? claims.peak }, after: { ...side, peak: claims.peak } },
    certificate: [level('peak', claims.peak), level('night', claims.night)],
    ...plan,
  })
  const estate: Estate = testEstate({ policies, machines })
  const findings = verifyPlan(estate, claimed, () => minutes)
  return findings.filter(({ code }) => code === 'PLAN_WORK').map(({ message }) => message)
}

describe('the verifier counts VMs at work and the length of nights', () => {
  const machines = [...estateMachines(3, 'daily-2200'), ...estateMachines(2, 'daily-0200', { prefix: 'b' })]

  it('agrees with true claims: starts apart, and starts that a long backup runs into', () => {
    expect(complaints(machines, { peak: 3, night: 8 })).toEqual([])
    expect(complaints(machines, { peak: 5, night: 8 }, { minutes: 241 })).toEqual([])
    expect(complaints(machines, { peak: 3, night: 8 }, { minutes: 240 })).toEqual([])
    // Longer than a day: each VM's next run meets its last.
    expect(complaints(machines, { peak: 8, night: 8 }, { minutes: 25 * 60 })).toEqual([])
  })

  it('finds each false claim', () => {
    expect(complaints(machines, { peak: 2, night: 8, before: 3 })).toEqual([
      'The plan says of its certificate: peak 2; counted are 3.',
      'The plan says of the estate after it: peak 2; counted are 3.',
    ])
    expect(complaints(machines, { peak: 3, night: 7 })).toEqual([
      'The plan says of its certificate: night 7; counted are 8.',
    ])
    expect(complaints(machines, { peak: 3, night: 8, before: 4 })).toEqual([
      'The plan says of the estate before it: peak 4; counted are 3.',
    ])
  })

  it('counts where the plan moves VMs to, vault by vault', () => {
    const moves = movesTo('daily-0200', machines.slice(0, 3))
    const elsewhere = estateMachines(1, 'daily-2200', { prefix: 'c', vault: 'v2' })

    expect(complaints(machines, { before: 3, peak: 5, night: 0 }, { plan: { moves } })).toEqual([])
    expect(complaints([...machines, ...elsewhere], { peak: 3, night: 8 })).toEqual([])
  })

  it('counts weekly backups on their day only, also past the end of the week', () => {
    const weekly = estateMachines(4, 'weekly', { prefix: 'w' })
    const mixed = [...estateMachines(3, 'daily-2200'), ...weekly]

    expect(complaints(mixed, { peak: 4, night: 8 })).toEqual([])
    expect(complaints(mixed, { peak: 7, night: 8 }, { minutes: 241 })).toEqual([])
  })

  it('takes the worst state of the clocks', () => {
    // 23:00 in Berlin is 22:00 UTC in winter, 21:00 in summer.
    const both = [...estateMachines(3, 'daily-2200'), ...estateMachines(2, 'berlin-2300', { prefix: 'd' })]

    expect(complaints(both, { peak: 5, night: 2 }, { minutes: 30 })).toEqual([])
  })

  it('counts no work where it is not known how long backups take', () => {
    const plan = testPlan({ certificate: [level('peak', 99), level('night', 1)] })

    const codes = verifyPlan(testEstate({ policies, machines }), plan).map(({ id }) => id)

    expect(codes.filter((id) => id.startsWith('PLAN_WORK'))).toEqual(['PLAN_WORK|its certificate: night'])
  })
})
