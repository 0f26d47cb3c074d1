import { describe, expect, it } from 'vitest'
import StaggerAudit from '../../commands/stagger/audit.js'
import type { StaggerAuditResult } from '../../src/stagger/audit.js'
import { jammedMock } from '../helpers/jammed-world.js'
import { runForJson } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const ONE = ['--vm', 'rg-jam/vm-0001']
const audit = (...argv: string[]) => runForJson<StaggerAuditResult>(StaggerAudit, argv, { mock: jammedMock(45) })

/** An audit against what an earlier one found. */
async function against(before: readonly string[], now: readonly string[]) {
  const { stdout } = await audit(...before)
  const folder = await folderWith({ 'before.json': stdout })
  return audit(...now, '--baseline', `${folder}/before.json`)
}

describe('a baseline of other VMs of the same vaults', () => {
  it.each([
    ['a part against all', [], ONE, 'is of all VMs, and this audit is of the VMs of --vm rg-jam/vm-0001'],
    ['all against a part', ONE, [], 'is of the VMs of --vm rg-jam/vm-0001, and this audit is of all VMs'],
    ['another part', ONE, ['--shard', '1/2', '--all'], 'and this audit is of the VMs of --shard 1/2'],
  ])('is refused: %s', async (_what, before, now, message) => {
    const { error, exitCode } = await against(before, now)

    expect(error).toMatchObject({ code: 'BASELINE_ELSEWHERE', message: expect.stringContaining(message) })
    expect(exitCode).toBe(6)
  })

  it('is good for the same part, however it is written', async () => {
    const { result, exitCode } = await against(ONE, ['--vm', 'RG-Jam/VM-0001'])

    expect(result.baseline).toMatchObject({ new: [], fixed: [] })
    expect(result.selection).toEqual({ vm: ['RG-Jam/VM-0001'], tag: [], resourceGroup: null, shard: null })
    expect(exitCode).toBe(0)
  })

  it('is taken as it is when an older azbk wrote it, which did not say', async () => {
    const { stdout } = await audit()
    const folder = await folderWith({ 'old.json': stdout.replace(/"selection": null,/, '') })

    const { result } = await audit(...ONE, '--baseline', `${folder}/old.json`)

    expect(result.baseline).not.toBeNull()
  })
})
