import { describe, expect, it } from 'vitest'
import type { PolicySpec } from '../../../src/model/policy.js'
import type { Estate } from '../../../src/slots/estate.js'
import type { LimitsProfile } from '../../../src/slots/limits.js'
import { verifySide } from '../../../src/stagger/verify-violations.js'
import { BERLIN, dailySpec, estateMachines, estatePolicy, LIMITS, testEstate } from '../../helpers/stagger.js'

function verify(estate: Estate, limits: LimitsProfile = LIMITS) {
  return verifySide({ estate, policies: estate.policies, limits, dst: 'wallclock', from: '2026-03-02' })
}

const weekly = (day: 'Sunday' | 'Monday'): PolicySpec => ({
  ...dailySpec('22:00'),
  schedule: { frequency: 'weekly', days: [day], time: '22:00' },
  retention: { weekly: { count: 4, days: [day] } },
})

describe('verifySide', () => {
  it('finds nothing where all limits hold', () => {
    const estate = testEstate({ policies: [estatePolicy('a', dailySpec('22:00'))], machines: estateMachines(40, 'a') })

    expect(verify(estate)).toMatchObject({ findings: [], side: { violations: 0, mostStarts: 40, policiesUsed: 1 } })
  })

  it('tells how many start together, when, by which policies, and what to type', () => {
    const policies = [estatePolicy('a', dailySpec('22:00')), estatePolicy('b', dailySpec('23:00', BERLIN))]
    const machines = [...estateMachines(30, 'a'), ...estateMachines(22, 'b', { prefix: 'other' })]

    const { findings, side } = verify(testEstate({ policies, machines }))

    expect(side.violations).toBe(12)
    expect(findings).toEqual([
      {
        id: 'STARTS_TOGETHER|vault|v1',
        code: 'STARTS_TOGETHER',
        severity: 'error',
        message:
          "52 VMs of vault 'rsv-one' start together daily at 22:00 UTC (as the clocks stand on 2026-03-02); at most 40 should (a 30, b 22).",
        evidence: {
          place: 'rsv-one',
          most: 52,
          limit: 40,
          over: 12,
          at: 'daily at 22:00 UTC (as the clocks stand on 2026-03-02)',
          policies: ['a 30', 'b 22'],
        },
        source: 'a page',
        cure: 'azbk stagger plan --vault rsv-one --out plan.json',
      },
    ])
  })

  it('keeps weekdays apart: what starts on Sunday and what starts on Monday never meet', () => {
    const policies = [estatePolicy('sun', weekly('Sunday')), estatePolicy('mon', weekly('Monday'))]
    const machines = [...estateMachines(40, 'sun'), ...estateMachines(41, 'mon', { prefix: 'other' })]

    const { findings, side } = verify(testEstate({ policies, machines }))

    expect(side.violations).toBe(1)
    expect(findings[0]?.message).toMatch(/^41 VMs of vault 'rsv-one' start together on Mondays at 22:00 UTC/)
  })

  it('counts an hourly policy at each of its starts', () => {
    const hourly: PolicySpec = {
      ...dailySpec('08:00'),
      schedule: { frequency: 'hourly', intervalHours: 6, windowStart: '08:00', windowHours: 24 },
    }
    const estate = testEstate({ policies: [estatePolicy('h', hourly)], machines: estateMachines(41, 'h') })

    expect(verify(estate).side.violations).toBe(4)
  })

  it.each([
    ['policy', "41 VMs of policy 'a' in vault 'rsv-one' start together", 1],
    ['region', '81 VMs of region westeurope of s1 start together', 41],
    ['subscription', '81 VMs of subscription s1 start together', 41],
  ] as const)('counts by %s when the profile says so', (scope, message, violations) => {
    const policies = [estatePolicy('a', dailySpec('22:00')), estatePolicy('b', dailySpec('22:00'), 'v2')]
    const machines = [...estateMachines(41, 'a'), ...estateMachines(40, 'b', { prefix: 'other', vault: 'v2' })]
    const startsTogether = { value: 40, scope, kind: 'advice', source: 'a page' } as const

    const { findings, side } = verify(testEstate({ policies, machines }), { ...LIMITS, startsTogether })

    expect(findings.map((finding) => finding.message)).toEqual([expect.stringContaining(message)])
    expect(side.violations).toBe(violations)
  })

  it('names the window that a policy breaks, once for all its VMs', () => {
    const window = { from: '23:00', to: '05:00', timeZone: BERLIN }
    const estate = testEstate({
      policies: [estatePolicy('a', dailySpec('22:30', BERLIN))],
      machines: estateMachines(5, 'a', { window }),
    })

    const { findings } = verify(estate)

    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      code: 'WINDOW_BROKEN',
      message: expect.stringContaining(`5 VMs (vm-1, vm-2, vm-3, ..) at 22:30 ${BERLIN} from 2026-03-02 on`),
    })
  })

  it('tells policies and vaults that hold more than they should', () => {
    const estate = testEstate({
      policies: [estatePolicy('a', dailySpec('22:00'))],
      machines: estateMachines(101, 'a'),
    })
    const vaults = estate.vaults.map((vault) => ({ ...vault, policyCount: 201, otherItems: 1900 }))
    const limits = { ...LIMITS, startsTogether: null, machinesPerVault: { ...LIMITS.backupHours, value: 100 } }

    const { findings } = verify({ ...estate, vaults }, limits)

    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['POLICY_FULL', 'warning'],
      ['VAULT_FULL', 'warning'],
      ['VAULT_ITEMS', 'warning'],
      ['VAULT_POLICIES', 'error'],
      ['VAULT_POLICIES', 'error'],
    ])
  })
})
