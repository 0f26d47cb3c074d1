import { describe, expect, it } from 'vitest'
import type { Mock } from '../../mocks/index.js'
import { runDrill } from '../../src/drills/run.js'
import { killEverywhere } from '../helpers/kill-matrix.js'
import { createRestoreWorld } from '../helpers/restore-world.js'

/** What is there beside the two VMs: nothing of a drill. */
function leavings({ control }: Mock) {
  const { resources, compute, storage, network } = control.snapshot()
  return {
    groups: Object.values(resources.groups).map(({ name }) => name),
    machines: Object.values(compute.virtualMachines).map(({ name }) => name),
    disks: Object.values(compute.disks).map(({ group }) => group),
    accounts: Object.keys(storage.accounts).length,
    networks: Object.keys(network.virtualNetworks).length,
  }
}

function endOf(mock: Mock): unknown {
  mock.control.advance(3_600_000)
  const { backup } = mock.control.snapshot()
  const jobs = Object.values(backup.vaults).flatMap(({ jobs: own }) => Object.values(own))
  return {
    ...leavings(mock),
    restores: jobs
      .filter(({ operation }) => operation === 'Restore')
      .map(({ entity, status }) => `${entity} ${status}`)
      .sort(),
  }
}

describe('a drill that is killed and gone on with', () => {
  it('restores each VM once and leaves nothing, wherever it is killed', async () => {
    const world = createRestoreWorld()
    const verdicts: unknown[] = []

    const matrix = await killEverywhere({
      world: world.mock.control.snapshot(),
      run: async (ctx, resume) => {
        const { drill } = await runDrill(ctx, resume ? { resume } : { all: true, service: ['sshd'] })
        verdicts.push(drill?.machines.map(({ name, verdict }) => `${name} ${verdict}`))
      },
      endOf,
    })

    expect(matrix.reference).toMatchObject({ restores: ['web-01 Completed', 'web-02 Completed'] })
    expect(matrix.ends.length).toBeGreaterThan(30)
    for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
    for (const found of verdicts) expect(found).toEqual(['web-01 passed', 'web-02 passed'])
  }, 120_000)
})
