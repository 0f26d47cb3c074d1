import { describe, expect, it } from 'vitest'
import { virtualContext } from '../../bench/virtual-clock.js'
import StaggerApply from '../../commands/stagger/apply.js'
import { createMock, type Mock } from '../../mocks/index.js'
import { weeklyPolicy } from '../../mocks/worlds/policy-bodies.js'
import type { ProgressEvent } from '../../src/core/progress.js'
import { applyStaggerPlan } from '../../src/stagger/apply/apply.js'
import { JAMMED_VAULT, jammedVm, planFor, savePlan } from '../helpers/jammed-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const DAY_MS = 86_400_000

/** So many VMs of one policy, Sunday 00:00; it is Thursday. */
function weeklyMock(vms: number): Mock {
  const location = 'westeurope'
  const { properties } = weeklyPolicy('Sunday', '00:00', 12) as { properties: Record<string, never> }
  const estate = {
    vaults: [{ id: JAMMED_VAULT, location, policies: [{ name: 'weekly', properties }] }],
    vms: Array.from({ length: vms }, (_, i) => ({
      id: jammedVm(i + 1),
      location,
      disks: [{ sizeGb: 64 }],
      protection: { vaultId: JAMMED_VAULT, policy: 'weekly' },
    })),
  }
  const mock = createMock({
    clock: { kind: 'manual', start: '2026-03-02T09:00:00.000Z' },
    jobSpeed: 1,
    seed: 1,
    world: { estate },
  })
  mock.control.advance(10 * DAY_MS)
  return mock
}

async function contextOf(mock: Mock, notes: string[]) {
  const stateDir = await folderWith()
  const progress = (event: ProgressEvent) => {
    if (event.type === 'note') notes.push(event.text)
  }
  return virtualContext(mock, { stateDir, progress })
}

describe('stagger apply --backup-first with one policy write a day', () => {
  it('backs a VM up once its policy is made, and moves it in the same run', async () => {
    const mock = weeklyMock(11)
    const plan = await planFor(mock, 1, { policyWritesPerDay: 1 })
    const notes: string[] = []
    const ctx = await contextOf(mock, notes)
    const settings = { ...ctx.settings, wait: true, timeoutMs: 11 * DAY_MS }

    const result = await applyStaggerPlan({ ...ctx, settings }, { plan: savePlan(plan), backupFirst: true })

    expect(new Set(result.machines.map(({ status }) => status))).toEqual(new Set(['done']))
    expect(notes.filter((text) => text.includes('backup first: backup started'))).toHaveLength(2)
  })

  it('tells beforehand what is backed up first', async () => {
    const mock = weeklyMock(9)
    const file = savePlan(await planFor(mock, 1))
    const options = { mock }

    const run = await runAzbk(StaggerApply, [file, '--dry-run', '--backup-first'], options)
    const bare = await runAzbk(StaggerApply, [file, '--dry-run'], options)

    expect(run.stdout).toContain('8 policies to make, 8 VMs to move. Now: 5 of 8 moves.')
    expect(run.stdout).toContain('is backed up first, and moved once that has made a good point. (and 2 more)')
    expect(bare.stdout).toContain('Add --backup-first')
  })

  it('backs up no more VMs than --max-moves allows to be moved', async () => {
    const mock = weeklyMock(9)
    const plan = await planFor(mock, 1)
    const notes: string[] = []
    const ctx = await contextOf(mock, notes)

    await applyStaggerPlan(ctx, { plan: savePlan(plan), backupFirst: true, maxMoves: 6 })

    expect(notes.filter((text) => text.includes('backup first: backup started'))).toHaveLength(1)
  })
})
