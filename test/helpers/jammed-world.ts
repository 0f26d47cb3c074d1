import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { virtualContext } from '../../bench/virtual-clock.js'
import { createMock, type Mock, type MockState } from '../../mocks/index.js'
import { dailyPolicy } from '../../mocks/worlds/policy-bodies.js'
import { LIMITS_PROFILES } from '../../src/slots/limit-profiles.js'
import { readEstate } from '../../src/stagger/estate.js'
import { makePlan } from '../../src/stagger/make-plan.js'
import type { StaggerPlan } from '../../src/stagger/plan-file.js'
import { START } from './run-command.js'

const JAMMED_SUBSCRIPTION = '00000000-0000-4000-8000-00000000c0de'
const GROUP = `/subscriptions/${JAMMED_SUBSCRIPTION}/resourceGroups/rg-jam`
export const JAMMED_VAULT = `${GROUP}/providers/Microsoft.RecoveryServices/vaults/rsv-jam`
const HOUR_MS = 3_600_000
const CLOCK = { clock: { kind: 'manual', start: START }, jobSpeed: 1 } as const

export function jammedVm(n: number): string {
  return `${GROUP}/providers/Microsoft.Compute/virtualMachines/vm-${String(n).padStart(4, '0')}`
}

/** So many VMs of one vault, all protected by one policy that starts at 22:00 UTC; it is 09:00. */
export function jammedWorld(vms: number): MockState {
  const location = 'westeurope'
  const { properties } = dailyPolicy('22:00', { days: 60 }) as { properties: Record<string, never> }
  const estate = {
    vaults: [{ id: JAMMED_VAULT, location, policies: [{ name: 'standard-2200', properties }] }],
    vms: Array.from({ length: vms }, (_, i) => ({
      id: jammedVm(i + 1),
      location,
      disks: [{ sizeGb: 64 }],
      protection: { vaultId: JAMMED_VAULT, policy: 'standard-2200' },
    })),
  }
  return createMock({ ...CLOCK, seed: 1, world: { estate } }).control.snapshot()
}

/** The same, running. */
export function jammedMock(vms: number): Mock {
  return createMock({ ...CLOCK, state: jammedWorld(vms) })
}

/** Lets nights pass; a world starts at 09:00. */
export function sleepNights(mock: Mock, nights: number): Mock {
  for (let hour = 0; hour < nights * 24; hour += 1) mock.control.advance(HOUR_MS)
  return mock
}

/** The same, by a policy that starts at 22:10: Azure makes none such any more, and old ones may be so. */
export function oddMock(vms: number): Mock {
  const text = JSON.stringify(jammedWorld(vms)).replaceAll('T22:00:00Z', 'T22:10:00Z')
  return createMock({ ...CLOCK, state: JSON.parse(text) as MockState })
}

/** The plan that puts a world in order, with at most so many VMs starting together. */
export async function planFor(
  mock: Mock,
  together: number,
  { changesPerDay = 1000, policyWritesPerDay = 50 } = {},
): Promise<StaggerPlan> {
  const ctx = await virtualContext(mock, { stateDir: tmpdir() })
  const { current } = LIMITS_PROFILES
  const { plan } = await makePlan(await readEstate(ctx, {}), {
    limits: {
      ...current,
      startsTogether: { ...current.startsTogether, value: together },
      protectionChangesPerDay: { ...current.protectionChangesPerDay, value: changesPerDay },
      policyWritesPerDay: { ...current.policyWritesPerDay, value: policyWritesPerDay },
    },
    dst: 'wallclock',
    from: START.slice(0, 10),
    objective: 'least-moves',
    seed: 1,
    basis: { source: 'azure', subscriptions: [JAMMED_SUBSCRIPTION] },
  })
  return plan
}

/** A plan in a file of its own folder. */
export function savePlan(plan: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-plan-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plan.json')
  writeFileSync(file, JSON.stringify(plan))
  return file
}
