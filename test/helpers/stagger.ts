import type { PolicySpec } from '../../src/model/policy.js'
import type { Estate, EstateMachine, EstatePolicy } from '../../src/slots/estate.js'
import type { Limit, LimitScope, LimitsProfile } from '../../src/slots/limits.js'
import { type NewPolicy, PLAN_KIND, type PlannedMove, type StaggerPlan } from '../../src/stagger/plan-file.js'

const advice = (value: number, scope: LimitScope): Limit => ({ value, scope, kind: 'advice', source: 'a page' })

export const LIMITS: LimitsProfile = {
  name: 'test',
  startsTogether: advice(40, 'vault'),
  disksPerAccount: advice(20, 'account'),
  classicPerHour: advice(10, 'service'),
  machinesPerPolicy: advice(100, 'policy'),
  policiesPerVault: { ...advice(200, 'vault'), kind: 'hard' },
  machinesPerVault: { ...advice(1000, 'vault'), kind: 'hard' },
  itemsPerVault: advice(2000, 'vault'),
  policyWritesPerDay: { ...advice(50, 'vault'), kind: 'daily budget' },
  protectionChangesPerDay: { ...advice(1000, 'vault'), kind: 'daily budget' },
  startSpreadMinutes: advice(120, 'machine'),
  queueHours: advice(8, 'machine'),
  backupHours: advice(24, 'machine'),
}

export const BERLIN = 'W. Europe Standard Time'

/** A daily policy, kept 30 days. */
export function dailySpec(time: string, timeZone = 'UTC'): PolicySpec {
  return {
    kind: 'enhanced',
    schedule: { frequency: 'daily', time },
    retention: { daily: { count: 30 } },
    instantRestoreDays: 5,
    timeZone,
    consistency: 'app',
  }
}

export function estatePolicy(name: string, spec: PolicySpec, vault = 'v1'): EstatePolicy {
  return { vault, name, spec }
}

/** So many VMs of a policy, with numbers from one on. */
export function estateMachines(
  count: number,
  policy: string | null,
  rest: Partial<EstateMachine> & { readonly prefix?: string } = {},
): EstateMachine[] {
  const { prefix = 'vm', ...fields } = rest
  return Array.from({ length: count }, (_, i) => ({
    key: `/${prefix}-${i + 1}`,
    name: `${prefix}-${i + 1}`,
    vault: 'v1',
    tier: 'standard',
    policy,
    window: null,
    isPinned: false,
    cloudService: null,
    disks: [],
    ...fields,
  }))
}

export function testEstate(parts: Partial<Estate>): Estate {
  const vaults = [
    { key: 'v1', name: 'rsv-one', subscription: 's1', region: 'westeurope', policyCount: 5, otherItems: 0 },
    { key: 'v2', name: 'rsv-two', subscription: 's1', region: 'westeurope', policyCount: 5, otherItems: 0 },
  ]
  const tiers = [{ name: 'standard', spec: dailySpec('22:00'), window: null, rpoMs: null }]
  return { vaults, tiers, policies: [], machines: [], ...parts }
}

/** Moves of these machines to a policy on a day. */
export function movesTo(to: string, machines: readonly EstateMachine[], day = 1): PlannedMove[] {
  return machines.map(({ key, name, vault, policy }) => ({
    machine: key,
    name,
    vault,
    from: policy,
    to,
    reason: 'too many start at once',
    day,
  }))
}

export function newPolicy(name: string, spec: PolicySpec, rest: Partial<NewPolicy> = {}): NewPolicy {
  return { vault: 'v1', name, like: 'daily-2200', spec, day: 1, ...rest }
}

export function testPlan(parts: Partial<StaggerPlan>): StaggerPlan {
  const side = { violations: 0, mostStarts: 0, peak: 0, policies: 0 }
  return {
    kind: PLAN_KIND,
    schemaVersion: 1,
    from: '2026-03-02',
    objective: 'least-moves',
    seed: 1,
    dst: 'wallclock',
    limits: LIMITS,
    basis: { source: 'azure', subscriptions: ['s1'], vaults: [] },
    policies: [],
    moves: [],
    summary: { before: side, after: side },
    days: 1,
    certificate: [],
    conflicts: [],
    findings: [],
    ...parts,
  }
}
