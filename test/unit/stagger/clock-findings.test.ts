import { expect, it } from 'vitest'
import type { EstateMachine, StartWindow } from '../../../src/slots/estate.js'
import { makePlan } from '../../../src/stagger/make-plan.js'
import { BERLIN, dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../helpers/stagger.js'

const POLICIES = ['2300', '0130', '0200'].map((time) =>
  estatePolicy(`daily-${time}`, dailySpec(`${time.slice(0, 2)}:${time.slice(2)}`, BERLIN)),
)
const windowTo = (from: string, to: string): StartWindow => ({ from, to, timeZone: BERLIN })

async function told(machines: EstateMachine[]) {
  const estate = testEstate({ policies: POLICIES, machines })
  const options = { limits: LIMITS, dst: 'wallclock', from: '2026-03-02', objective: 'least-moves', seed: 1 } as const
  const { plan } = await makePlan(
    { estate, findings: [] },
    { ...options, basis: { source: 'inventory', subscriptions: [] } },
  )
  return plan.findings.filter(({ code }) => code.startsWith('DST'))
}

it('tells today where the plan changes nothing', async () => {
  const findings = await told(estateMachines(3, 'daily-0200'))

  expect(findings.map(({ code }) => code)).toEqual(['DST_NIGHT', 'DST_NIGHT', 'DST_RISKY_START'])
  expect(findings.every(({ message }) => !message.includes('plan'))).toBe(true)
})

it('tells what the plan cures', async () => {
  const findings = await told(estateMachines(3, 'daily-0200', { window: windowTo('21:00', '23:30') }))

  expect(findings).toHaveLength(3)
  for (const { message, severity, cure } of findings) {
    expect(message).toMatch(/ The plan cures it\.$/)
    expect([severity, cure]).toEqual(['info', 'azbk stagger apply plan.json'])
  }
})

it('tells what the plan leaves, and what it makes of it', async () => {
  const away = estateMachines(2, 'daily-0130', { prefix: 'away', window: windowTo('21:00', '23:30') })
  const pinned = estateMachines(2, 'daily-0200', { prefix: 'kept', isPinned: true })

  const findings = await told([...away, ...pinned])

  const of = (code: string) => findings.filter((finding) => finding.code === code).map(({ message }) => message)
  expect(of('DST_NIGHT')).toEqual([
    expect.stringMatching(
      /^On 2026-03-29 .* policy daily-0200 of .* \(VMs together: 2\)\. It stays so with the plan\.$/,
    ),
    expect.stringMatching(/^On 2026-10-25 .* It stays so with the plan\.$/),
  ])
  expect(of('DST_RISKY_START')).toEqual([
    expect.stringMatching(/^The starts of policy daily-0200 of .* This is what the plan makes of it\.$/),
  ])
})

it('tells what comes with the plan only', async () => {
  const findings = await told(estateMachines(2, 'daily-2300', { window: windowTo('02:00', '02:30') }))

  expect(findings.map(({ code }) => code)).toContain('DST_RISKY_START')
  for (const { message } of findings) expect(message).toMatch(/ This comes with the plan\.$/)
})
