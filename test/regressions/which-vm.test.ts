import { describe, expect, it } from 'vitest'
import Backup from '../../commands/backup.js'
import Status from '../../commands/status.js'
import Unprotect from '../../commands/unprotect.js'
import type { StatusResult } from '../../src/status/status.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

describe('a VM that is gone while its vault still holds its data', () => {
  it('is shown by status when it is named, alone or among others', async () => {
    const alone = await runAzbk(Status, ['--vm', 'gone-01'])
    const among = await runAzbk(Status, ['--vm', 'web-01', '--vm', 'gone-01', '--json'])

    expect(alone.exitCode).toBe(0)
    expect(alone.stdout).toMatch(/VM: +gone-01 \(resource group rg-pay-weu\), which is gone/)
    expect(alone.stdout).toMatch(/Protection: +protected, VM gone/)
    const rows = among.json<StatusResult>().result
    expect(rows.map(({ name, exists }) => [name, exists])).toEqual([
      ['gone-01', false],
      ['web-01', true],
    ])
  })

  it('is not shown when another VM is named', async () => {
    const status = await runAzbk(Status, ['--vm', 'web-01', '--json'])

    expect(status.json<StatusResult>().result.map(({ name }) => name)).toEqual(['web-01'])
  })

  it('cannot be backed up: what is left to do is said', async () => {
    const backup = await runAzbk(Backup, ['--vm', 'web-01', '--vm', 'gone-01'])

    expect(backup.exitCode).toBe(6)
    expect(backup.stdout).toBe('')
    expect(backup.stderr).toContain("VM 'gone-01' no longer exists; vaults still hold recovery points.")
    expect(backup.stderr).toContain('azbk point list --vm rg-pay-weu/gone-01')
    expect(backup.stderr).toContain('azbk unprotect --vm rg-pay-weu/gone-01')
  })

  it('leaves a name that neither Azure nor a vault knows unknown', async () => {
    for (const command of [Status, Backup]) {
      const unknown = await runAzbk(command, ['--vm', 'gone-01', '--vm', 'never-01'])

      expect(unknown.exitCode).toBe(4)
      expect(unknown.stderr).toContain("There is no VM 'never-01'.")
    }
  })
})

describe('a name that several VMs have', () => {
  it.each([
    ['stopping', []],
    ['deleting the data', ['--delete-data', '--yes']],
  ])('is never taken for the only protected one: %s', async (_, flags) => {
    const mock = createTestMock()

    const unprotect = await runAzbk(Unprotect, ['--vm', 'app-01', ...flags], { mock })

    expect(unprotect.exitCode).toBe(2)
    expect(unprotect.stderr).toMatch(/'app-01' may be \S+\/app-01 or \S+\/app-01/)
    const status = await runAzbk(Status, ['--vm', 'rg-app-eus-blue/app-01', '--json'], { mock })
    expect(status.json<StatusResult>().result).toMatchObject([{ condition: 'protected' }])
  })

  it('is not suggested: a command to type next names the group as well', async () => {
    const refused = await runAzbk(Backup, ['--vm', 'rg-app-eus-green/app-01'])

    expect(refused.exitCode).toBe(6)
    expect(refused.stderr).toContain('azbk protect --vm rg-app-eus-green/app-01')
  })
})
