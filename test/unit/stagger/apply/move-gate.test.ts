import { describe, expect, it } from 'vitest'
import { POLICY_TEMPLATES } from '../../../../src/model/policy-templates.js'
import type { Estate } from '../../../../src/slots/estate.js'
import { LIMITS_PROFILES } from '../../../../src/slots/limit-profiles.js'
import { createMoveGate } from '../../../../src/stagger/apply/move-gate.js'
import type { PlannedMove, StaggerPlan } from '../../../../src/stagger/plan-file.js'

const TIMES = ['20:00', '22:00', '23:00']

/** Two VMs may start together; VMs by the hour at which they start. */
function estateOf(homes: Readonly<Record<string, string>>): Estate {
  const policies = TIMES.map((time) => ({
    vault: 'v',
    name: policyAt(time),
    spec: { ...POLICY_TEMPLATES.standard, schedule: { frequency: 'daily' as const, time } },
  }))
  const machines = Object.entries(homes).map(([name, time]) => ({
    key: name,
    name,
    vault: 'v',
    tier: 'standard',
    policy: policyAt(time),
    window: null,
    isPinned: false,
    cloudService: null,
    disks: [],
  }))
  const vault = { key: 'v', name: 'v', subscription: 's', region: 'westeurope', policyCount: 3, otherItems: 0 }
  return { vaults: [vault], policies, tiers: [], machines }
}

function policyAt(time: string): string {
  return `standard-${time.replace(':', '')}`
}

function gateFor(homes: Readonly<Record<string, string>>, moves: readonly PlannedMove[]) {
  const { current } = LIMITS_PROFILES
  const startsTogether = { value: 2, scope: 'vault', kind: 'advice', source: 'test' } as const
  const plan = { limits: { ...current, startsTogether }, dst: 'wallclock', from: '2026-03-02', policies: [], moves }
  return createMoveGate(estateOf(homes), plan as unknown as StaggerPlan)
}

function move(machine: string, from: string, to: string): PlannedMove {
  return { machine, name: machine, vault: 'v', from: policyAt(from), to: policyAt(to), reason: '', day: 1 }
}

describe('the gate for moves', () => {
  it('lets go those whose target has room', () => {
    const moves = [move('a', '22:00', '20:00'), move('b', '22:00', '20:00')]
    const gate = gateFor({ a: '22:00', b: '22:00', c: '22:00', d: '22:00' }, moves)

    expect(gate.takeWave(moves)).toEqual(moves)
  })

  it('holds a move back until the place that it takes is free for certain', () => {
    const moves = [move('a', '22:00', '20:00'), move('c', '20:00', '23:00')]
    const gate = gateFor({ a: '22:00', b: '22:00', c: '20:00', d: '20:00' }, moves)

    expect(gate.takeWave(moves)).toEqual([moves[1]])
    gate.arrived(moves[1] as PlannedMove)
    expect(gate.takeWave([moves[0] as PlannedMove])).toEqual([moves[0]])
  })

  it('gives the place of a move that failed to the next', () => {
    const moves = [move('a', '22:00', '20:00'), move('b', '22:00', '20:00')]
    const gate = gateFor({ a: '22:00', b: '22:00', c: '20:00' }, moves)

    expect(gate.takeWave(moves)).toEqual([moves[0]])
    gate.failed(moves[0] as PlannedMove)
    expect(gate.takeWave([moves[1] as PlannedMove])).toEqual([moves[1]])
  })

  it('lets one go when all wait for one another', () => {
    const moves = [move('a', '22:00', '20:00'), move('c', '20:00', '22:00')]
    const gate = gateFor({ a: '22:00', b: '22:00', c: '20:00', d: '20:00' }, moves)

    expect(gate.takeWave(moves)).toEqual([moves[0]])
  })
})
