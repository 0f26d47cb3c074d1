import { describe, expect, it } from 'vitest'
import Undelete from '../../commands/undelete.js'
import type { UndeleteResult } from '../../src/protection/undelete.js'
import { createEstate, type Estate } from '../helpers/estate.js'
import { type RunOptions, runAzbk } from '../helpers/run-command.js'

const undelete = (estate: Estate, argv: string[], options: RunOptions = {}) =>
  runAzbk(Undelete, argv, { mock: estate.mock, ...options })

function estateWithDeleted(...names: string[]): Estate {
  const estate = createEstate()
  estate.vault('rsv-weu')
  for (const name of names) {
    estate.vm({ name })
    estate.protect(name, 'rsv-weu')
    estate.deleteItem(name, 'rsv-weu')
  }
  return estate
}

const item = (estate: Estate) => estate.items('rsv-weu')[0]?.properties

describe('azbk undelete', () => {
  it('brings the data back, stopped, and says so the second time', async () => {
    const estate = estateWithDeleted('web-01')

    const first = await undelete(estate, ['--vm', 'web-01'])
    const second = await undelete(estate, ['--vm', 'web-01'])

    expect(first).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/web-01\s+rsv-weu\s+done\s+-\s+brought back/),
    })
    expect(first.stdout).toContain('azbk protect --vm rg-app/web-01 starts its backups again.')
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to bring back') })
    expect(item(estate)).toMatchObject({ protectionState: 'ProtectionStopped' })
    expect(item(estate)?.isScheduledForDeferredDelete).toBeUndefined()
  })

  it('resumes with the policy named', async () => {
    const estate = estateWithDeleted('web-01')

    const run = await undelete(estate, ['--vm', 'web-01', '--resume', '--policy', 'EnhancedPolicy', '--json'])

    expect(run.exitCode).toBe(0)
    expect(run.json<UndeleteResult>().result.machines).toMatchObject([
      { action: 'undelete', policy: 'EnhancedPolicy', status: 'done' },
    ])
    expect(item(estate)).toMatchObject({ protectionState: 'IRPending', policyName: 'EnhancedPolicy' })
  })

  it('protects nothing that had no backup data', async () => {
    const estate = estateWithDeleted('web-01')
    estate.vm({ name: 'web-02' })

    const one = await undelete(estate, ['--vm', 'web-02', '--resume'])
    const both = await undelete(estate, ['--vm', 'web-01', '--vm', 'web-02', '--resume'])

    expect(one).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('NOTHING_TO_UNDELETE') })
    expect(both.exitCode).toBe(3)
    expect(estate.items('rsv-weu').map(({ properties }) => properties.friendlyName)).toEqual(['web-01'])
  })

  it('says until when it could in a dry run', async () => {
    const estate = estateWithDeleted('web-01')

    const run = await undelete(estate, ['--vm', 'web-01', '--dry-run'])

    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(/~ backup data web-01: bring back in vault rsv-weu, where they vanish on 2026-03-16/)
    expect(item(estate)?.isScheduledForDeferredDelete).toBe(true)
  })

  it('refuses data of a VM that is protected elsewhere by now', async () => {
    const estate = estateWithDeleted('web-01')
    estate.vault('rsv-other')
    estate.protect('web-01', 'rsv-other')

    const run = await undelete(estate, ['--vm', 'web-01'])

    expect(run).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("protected in vault 'rsv-other' now") })
  })

  it('takes --policy only together with --resume', async () => {
    const estate = estateWithDeleted('web-01')

    expect(await undelete(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])).toMatchObject({ exitCode: 2 })
  })

  it('brings back exactly once when the answer was lost', async () => {
    const estate = estateWithDeleted('web-01')
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault: { kind: 'reset-after' } })

    const run = await undelete(estate, ['--vm', 'web-01'])

    expect(run.exitCode).toBe(0)
    expect(estate.jobs('rsv-weu', 'Undelete')).toHaveLength(1)
  })
})
