import { describe, expect, it } from 'vitest'
import Backup from '../../commands/backup.js'
import PolicyDelete from '../../commands/policy/delete.js'
import Protect from '../../commands/protect.js'
import Status from '../../commands/status.js'
import Undelete from '../../commands/undelete.js'
import Unprotect from '../../commands/unprotect.js'
import VaultDelete from '../../commands/vault/delete.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

describe('a verb that writes works in one subscription', () => {
  it.each([
    ['protect', Protect, ['--all']],
    ['unprotect', Unprotect, ['--all', '--yes']],
    ['undelete', Undelete, ['--all']],
    ['backup', Backup, ['--all']],
    ['policy delete', PolicyDelete, ['--name', 'daily-2200', '--vault', 'vault-weu']],
    ['vault delete', VaultDelete, ['--name', 'vault-eus-empty', '--yes']],
  ] as const)('%s refuses several before it asks Azure anything', async (_, command, argv) => {
    const mock = createTestMock()
    for (const named of ['all', 'one,two']) {
      const run = await runAzbk(command, [...argv, '--subscription', named], { mock })

      expect(run.exitCode).toBe(2)
      expect(run.stderr).toContain('(code ONE_SUBSCRIPTION_NEEDED)')
    }
    expect(mock.control.requests.entries).toHaveLength(0)
  })

  it('no verb ignores a subscription that is named beside all', async () => {
    const run = await runAzbk(Status, ['--subscription', 'one', '--subscription', 'all'])

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('(code SUBSCRIPTION_CONFLICT)')
  })
})

describe('a resource guard whose owner has not approved', () => {
  it('stops the deletion of backup data, and says whom to ask for what', async () => {
    const mock = createTestMock()

    const run = await runAzbk(Unprotect, ['--vm', 'sap-app-01', '--delete-data', '--yes'], { mock })

    expect(run.exitCode).toBe(5)
    expect(run.stdout).toBe('')
    expect(run.stderr).toContain("Resource guard 'guard-contoso' has not approved this.")
    expect(run.stderr).toContain("for the role 'Backup MUA Operator'")
    const status = await runAzbk(Status, ['--vm', 'sap-app-01', '--json'], { mock })
    expect(status.json().result).toMatchObject([{ condition: 'protected' }])
  })
})
