import { describe, expect, it } from 'vitest'
import VaultDelete from '../../commands/vault/delete.js'
import type { DeleteVaultResult } from '../../src/vaults/delete.js'
import { azureRefusal, createVaultWorld } from '../helpers/vault-world.js'

const NAMED = ['--name', 'vault-contoso']

describe('azbk vault delete', () => {
  it('deletes an empty vault; the status that goes away with it is success', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultDelete, [...NAMED, '--yes'])

    expect(run.stdout).toBe(
      '- vault vault-contoso: empty, in westeurope; its policies and its job history go with it [one-way: cannot be undone]\n' +
        "Vault 'vault-contoso' is deleted.\n",
    )
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
    expect(world.send('GET', world.vaultId).status).toBe(404)
  })

  it('asks for the name of the vault on a terminal', async () => {
    const world = createVaultWorld()

    const wrong = await world.run(VaultDelete, NAMED, { answers: ['yes'] })
    expect(wrong.stderr).toContain("Type 'vault-contoso' to go on: ")
    expect(wrong.exitCode).toBe(6)
    expect(world.send('GET', world.vaultId).status).toBe(200)

    const right = await world.run(VaultDelete, NAMED, { answers: ['vault-contoso'] })
    expect(right.exitCode).toBe(0)
    expect(world.send('GET', world.vaultId).status).toBe(404)
  })

  it('needs --yes off a terminal', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultDelete, NAMED)

    expect(run.stderr).toContain('add --yes')
    expect(run.exitCode).toBe(2)
    expect(world.writes()).toEqual([])
  })

  it('has nothing to do when the vault is gone, and names one that is alike', async () => {
    const run = await createVaultWorld().run(VaultDelete, ['--name', 'vault-kontoso', '--output', 'json'])

    expect(run.json<DeleteVaultResult>().result.changes[0]).toMatchObject({ action: 'none' })
    expect(run.json().warnings[0]).toBe("There is no vault 'vault-kontoso'. Did you mean vault-contoso?")
    expect(run.exitCode).toBe(0)
  })

  it('says which VMs are protected and what to run', async () => {
    const world = createVaultWorld({ vms: ['web-01', 'web-02'] })

    const run = await world.run(VaultDelete, [...NAMED, '--yes'])

    expect(run.stderr).toContain("Cannot delete vault 'vault-contoso': 2 VMs are protected here: web-01, web-02.")
    expect(run.stderr).toContain('Try: azbk unprotect --all --vault rg-backup/vault-contoso --delete-data')
    expect(run.exitCode).toBe(6)
    expect(world.writes()).toEqual([])
  })

  it('dates the end of soft-deleted VMs, and succeeds after it', async () => {
    const world = createVaultWorld({ vms: ['web-01'] })
    world.send('DELETE', world.itemPath('web-01'))
    world.mock.control.advance(10 * 60_000)

    const blocked = await world.run(VaultDelete, [...NAMED, '--yes'])
    expect(blocked.stderr).toMatch(/1 VM is soft-deleted .* web-01 until 2026-03-16 09:\d\d UTC\./)
    expect(blocked.exitCode).toBe(6)

    world.mock.control.advance(15 * 86_400_000)
    expect((await world.run(VaultDelete, [...NAMED, '--yes'])).exitCode).toBe(0)
  })

  it('names every kind of blocker at once', async () => {
    const world = createVaultWorld({ vms: ['web-01'] })
    const lock = `${world.groupId}/providers/Microsoft.Authorization/locks/keep`
    world.send('PUT', lock, { properties: { level: 'CanNotDelete' } })
    const share = {
      name: 'AzureFileShare;share-01',
      properties: {
        protectedItemType: 'AzureFileShareProtectedItem',
        backupManagementType: 'AzureStorage',
        friendlyName: 'share-01',
        protectionState: 'Protected',
      },
    }
    const account = {
      name: 'StorageContainer;Storage;rg-app;contosofiles',
      properties: {
        containerType: 'StorageContainer',
        backupManagementType: 'AzureStorage',
        friendlyName: 'contosofiles',
      },
    }
    world.answer(/backupProtectedItems.*AzureStorage/, 200, { value: [share] })
    world.answer(/backupProtectionContainers.*AzureStorage/, 200, { value: [account] })
    world.answer(/replicationUsages/, 200, { value: [{ protectedItemCount: 2 }] })

    const run = await world.run(VaultDelete, [...NAMED, '--dry-run'])

    expect(run.stderr).toContain(
      [
        "Error: Cannot delete vault 'vault-contoso': 5 things stand in the way.",
        "  1. The lock 'keep' (CanNotDelete) on resource group 'rg-backup' forbids it.",
        '  2. 1 VM is protected here: web-01.',
        '  3. 1 file share is in the vault (azbk does not touch what is not a VM): share-01.',
        "  4. Storage account 'contosofiles' (AzureStorage) is registered.",
        '  5. Site Recovery keeps 2 replicated items in the vault.',
      ].join('\n'),
    )
    expect(run.stderr).toContain(`az lock delete --ids ${lock}`)
    expect(run.exitCode).toBe(6)
  })

  it('goes on without the locks when the login may not read them, and says so', async () => {
    const world = createVaultWorld()
    world.answer(/Authorization\/locks/, 403, azureRefusal('AuthorizationFailed', 'No.'))

    const run = await world.run(VaultDelete, [...NAMED, '--yes'])

    expect(run.stderr).toContain('Warning: The locks on the vault could not be read')
    expect(run.exitCode).toBe(0)
  })

  it('explains the refusal of Azure when the reads showed nothing', async () => {
    const world = createVaultWorld()
    const refusal = azureRefusal('ServiceResourceNotEmptyWithContainerDetails', 'Vault cannot be deleted. : X')
    world.mock.control.inject({
      method: 'DELETE',
      path: /vaults/,
      fault: { kind: 'status', status: 400, body: refusal },
    })

    const run = await world.run(VaultDelete, [...NAMED, '--yes'])

    expect(run.stderr).toContain('(code VAULT_NOT_EMPTY')
    expect(run.exitCode).toBe(6)
  })

  it('stops waiting on Ctrl-C with exit 130', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultDelete, [...NAMED, '--yes'], { signal: AbortSignal.abort() })

    expect(run.exitCode).toBe(130)
  })

  it('shows what it would do with --dry-run', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultDelete, [...NAMED, '--dry-run', '--detailed-exit-code', '--output', 'json'])

    expect(run.json<DeleteVaultResult>().result).toMatchObject({
      applied: false,
      changes: [{ action: 'delete', gate: 'one-way' }],
    })
    expect(run.exitCode).toBe(10)
    expect(world.writes()).toEqual([])
  })
})
