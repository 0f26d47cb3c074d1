import { describe, expect, it } from 'vitest'
import type { ProtectResult } from '../../src/protection/protect.js'
import { createEstate } from '../helpers/estate.js'
import { estateWith, policies, protect, puts } from './protect-estate.js'

describe('azbk protect, one VM', () => {
  it('protects it with a policy made from its tier, and says what to do next', async () => {
    const estate = estateWith('web-01')

    const run = await protect(estate, ['--vm', 'web-01'])

    expect(run).toMatchObject({ exitCode: 0 })
    expect(run.stderr).toContain('Created policy standard-2200 in vault rsv-weu.')
    expect(run.stdout).toMatch(/web-01\s+rsv-weu\s+done\s+standard-2200/)
    expect(run.stdout).toContain('azbk backup --vm rg-app/web-01')
    expect(estate.items('rsv-weu')[0]?.properties).toMatchObject({
      protectionState: 'IRPending',
      policyName: 'standard-2200',
    })
  })

  it('finds it protected already the second time, and changes nothing', async () => {
    const estate = estateWith('web-01')
    await protect(estate, ['--vm', 'web-01'])
    const before = puts(estate)

    const run = await protect(estate, ['--vm', 'WEB-01', '--json'])

    expect(run.exitCode).toBe(0)
    expect(run.json<ProtectResult>().result.machines).toMatchObject([
      { status: 'unchanged', action: 'none', message: 'protected already in vault rsv-weu with policy standard-2200' },
    ])
    expect(puts(estate)).toBe(before)
  })

  it('shows the plan of a dry run, exit 10 when asked, and sends nothing', async () => {
    const estate = estateWith('web-01')

    const run = await protect(estate, ['--vm', 'web-01', '--dry-run', '--detailed-exit-code'])

    expect(run.exitCode).toBe(10)
    expect(run.stdout).toContain('+ policy standard-2200: create in vault rsv-weu')
    expect(run.stdout).toContain('+ VM web-01: protect in vault rsv-weu with policy standard-2200')
    expect(estate.mock.control.requests.entries.filter(({ method }) => method === 'PUT')).toEqual([])
  })

  it('opens the next slot of the tier when 40 VMs start together, and says why each got its own', async () => {
    const names = Array.from({ length: 42 }, (_, i) => `web-${String(i + 1).padStart(2, '0')}`)
    const estate = estateWith(...names)

    const run = await protect(estate, ['--all', '--json'])

    const rows = run.json<ProtectResult>().result.machines
    expect(run.exitCode).toBe(0)
    expect(rows.map(({ policy }) => policy)).toEqual(names.map((_, i) => (i < 40 ? 'standard-2200' : 'standard-2230')))
    expect(rows[0]?.message).toContain('(first slot of tier standard)')
    expect(rows[39]?.message).toContain('(40 of 40 starts, the only slot of tier standard)')
    expect(rows[40]?.message).toContain('(new slot: none of 1 of tier standard has room; 1 of 40 starts)')
    expect(rows[41]?.message).toContain('(2 of 40 starts, emptiest of 2 slots of tier standard)')
  })

  it('says why that slot when it has protected as well, for people and in JSON, and nothing of a named policy', async () => {
    const estate = estateWith('web-01', 'web-02', 'web-03')

    const chosen = await protect(estate, ['--vm', 'web-01'])
    const json = await protect(estate, ['--vm', 'web-02', '--json'])
    const named = await protect(estate, ['--vm', 'web-03', '--policy', 'EnhancedPolicy'])

    expect(chosen.stdout).toMatch(/Why this policy/)
    expect(chosen.stdout).toMatch(/standard-2200 +first slot of tier standard/)
    expect(json.json<ProtectResult>().result.machines).toMatchObject([
      { status: 'done', policyReason: '2 of 40 starts, the only slot of tier standard' },
    ])
    expect(named.stdout).not.toContain('Why this policy')
  })

  it('moves it to another policy that is asked for', async () => {
    const estate = estateWith('web-01')
    estate.protect('web-01', 'rsv-weu')
    await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'enhancedpolicy'])

    expect(run.stdout).toMatch(/unchanged/)
    expect(policies(estate)).toEqual({ 'web-01': 'EnhancedPolicy' })
  })

  it('asks before a change of policy that cannot be undone, and refuses the way back', async () => {
    const estate = estateWith('web-01')
    estate.protect('web-01', 'rsv-weu', { policy: 'DefaultPolicy' })

    const noTerminal = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])
    const yes = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy', '--yes'])
    const back = await protect(estate, ['--vm', 'web-01', '--policy', 'DefaultPolicy', '--yes'])

    expect(noTerminal).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') })
    expect(yes.exitCode).toBe(0)
    expect(back).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('POLICY_DOWNGRADE') })
  })

  it('resumes a stopped one', async () => {
    const estate = estateWith('web-01')
    estate.protect('web-01', 'rsv-weu')
    estate.stop('web-01', 'rsv-weu')

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('resumed') })
    expect(policies(estate)).toEqual({ 'web-01': 'EnhancedPolicy' })
  })

  it('refuses one whose data are deleted, and brings them back when told to', async () => {
    const estate = estateWith('web-01')
    estate.protect('web-01', 'rsv-weu')
    estate.deleteItem('web-01', 'rsv-weu')

    const refused = await protect(estate, ['--vm', 'web-01'])
    const undeleted = await protect(estate, ['--vm', 'web-01', '--undelete'])

    expect(refused.exitCode).toBe(6)
    expect(refused.stderr).toMatch(/vanish on 2026-03-16 \d\d:\d\d UTC/)
    expect(refused.stderr).toContain('azbk undelete --vm rg-app/web-01')
    expect(undeleted.exitCode).toBe(0)
    expect(policies(estate)).toEqual({ 'web-01': 'standard-2200' })
  })

  it("refuses one of another vault, with that vault's name", async () => {
    const estate = estateWith('web-01')
    estate.vault('rsv-other')
    estate.protect('web-01', 'rsv-other')

    const run = await protect(estate, ['--vm', 'web-01', '--vault', 'rsv-weu'])

    expect(run.exitCode).toBe(6)
    expect(run.stderr).toContain("VM 'web-01' belongs to vault 'rsv-other', not to 'rsv-weu'.")
    expect(estate.items('rsv-weu')).toEqual([])
  })

  it('leaves one where it is when several vaults would do and none is named', async () => {
    const estate = estateWith('web-01', 'web-02')
    estate.vault('rsv-other')
    estate.protect('web-01', 'rsv-other')

    const known = await protect(estate, ['--vm', 'web-01'])
    const open = await protect(estate, ['--vm', 'web-02'])

    expect(known).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('unchanged') })
    expect(open).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--vault rg-backup/rsv-other') })
  })

  it.each([
    ['a vault of another region', ['--vm', 'web-01', '--vault', 'rsv-neu'], 6, 'REGION_MISMATCH'],
    [
      'a policy that is not there',
      ['--vm', 'web-01', '--vault', 'rsv-weu', '--policy', 'Enhancdpolicy'],
      4,
      'Did you mean EnhancedPolicy?',
    ],
    ['a tier that is not there', ['--vm', 'web-01', '--vault', 'rsv-weu', '--tier', 'gold'], 2, 'TIER_NOT_FOUND'],
    ['a VM that is not there', ['--vm', 'web-1'], 4, 'did you mean web-01'],
    ['an ambiguous name', ['--vm', 'db-01'], 2, 'rg-a/db-01 or rg-b/db-01'],
    ['nothing selected', [], 2, 'NOTHING_SELECTED'],
    [
      'a LUN that is not there',
      ['--vm', 'web-01', '--vault', 'rsv-weu', '--exclude-disk', '7'],
      6,
      'its data disks have LUN 0, 1',
    ],
    ['two choices of disks', ['--vm', 'web-01', '--os-disk-only', '--all-disks'], 2, 'DISK_CHOICE_CONFLICT'],
    ['the OS disk left out', ['--vm', 'web-01', '--exclude-disk=-1'], 2, 'OS_DISK_NEEDED'],
  ])('refuses %s', async (_, argv, exitCode, text) => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vault('rsv-neu', { location: 'northeurope' })
    estate.vm({ name: 'web-01', dataDisksGb: [64, 64] })
    estate.vm({ name: 'db-01', group: 'rg-a' })
    estate.vm({ name: 'db-01', group: 'rg-b' })

    const run = await protect(estate, argv)

    expect(run.stderr).toContain(text)
    expect(run.exitCode).toBe(exitCode)
    expect(run.stdout).toBe('')
    expect(puts(estate)).toBe(0)
  })

  it('names the vault to make where the region has none', async () => {
    const estate = createEstate()
    estate.vm({ name: 'web-01', location: 'northeurope' })

    const run = await protect(estate, ['--vm', 'web-01'])

    expect(run).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('azbk vault create') })
  })

  it('refuses a Trusted Launch VM under a standard policy before anything is sent', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'tl-01', trustedLaunch: true })

    const standard = await protect(estate, ['--vm', 'tl-01', '--policy', 'DefaultPolicy'])

    expect(standard).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('TRUSTED_LAUNCH') })
    expect(puts(estate)).toBe(0)
    expect((await protect(estate, ['--vm', 'tl-01', '--policy', 'EnhancedPolicy'])).exitCode).toBe(0)
  })

  it('chooses disks by LUN, keeps the choice over a change of policy, and takes it back', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'sql-01', dataDisksGb: [64, 64, 64] })
    const disks = () => estate.items('rsv-weu')[0]?.properties.extendedProperties

    await protect(estate, ['--vm', 'sql-01', '--exclude-disk', '2', '--exclude-disk', '1'])
    expect(disks()).toEqual({ diskExclusionProperties: { diskLunList: [1, 2], isInclusionList: false } })

    await protect(estate, ['--vm', 'sql-01', '--policy', 'EnhancedPolicy'])
    expect(disks()).toEqual({ diskExclusionProperties: { diskLunList: [1, 2], isInclusionList: false } })

    await protect(estate, ['--vm', 'sql-01', '--os-disk-only'])
    expect(disks()).toEqual({ diskExclusionProperties: { diskLunList: [], isInclusionList: true } })

    const reset = await protect(estate, ['--vm', 'sql-01', '--all-disks'])
    expect(reset.stdout).toContain('changed')
    expect(disks()).toBeUndefined()
    expect((await protect(estate, ['--vm', 'sql-01', '--all-disks'])).stdout).toContain('unchanged')
  })
})
