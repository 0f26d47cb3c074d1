import { describe, expect, it } from 'vitest'
import type { Mock } from '../../mocks/index.js'
import { applyStaggerPlan } from '../../src/stagger/apply/apply.js'
import { JAMMED_VAULT, jammedMock, jammedWorld, planFor, savePlan } from '../helpers/jammed-world.js'
import { killEverywhere } from '../helpers/kill-matrix.js'

/** VMs with their policies, and how many changes there were in all. */
function endOf(mock: Mock): unknown {
  mock.control.advance(10 * 60_000)
  const rows = (path: string) => {
    const url = `https://management.azure.com${JAMMED_VAULT}/${path}?api-version=2024-04-01`
    return (
      mock.control.send({ method: 'GET', url }).body as {
        value: { name: string; properties: Record<string, string> }[]
      }
    ).value
  }
  return {
    machines: rows('backupProtectedItems')
      .map(({ properties }) => `${properties.friendlyName} ${properties.policyName}`)
      .sort(),
    policies: rows('backupPolicies')
      .map(({ name }) => name)
      .sort(),
    changes: rows('backupJobs').filter(({ properties }) => properties.operation === 'ConfigureBackup').length,
  }
}

describe('stagger apply that is killed and gone on with', () => {
  it('moves each VM once, wherever it is killed', async () => {
    const plan = savePlan(await planFor(jammedMock(8), 4))

    const matrix = await killEverywhere({
      world: jammedWorld(8),
      run: (ctx, resume) => applyStaggerPlan(ctx, resume ? { resume } : { plan }),
      endOf,
    })

    expect(matrix.reference).toMatchObject({ changes: 4 })
    expect(matrix.ends.length).toBeGreaterThan(10)
    for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
  })
})
