import { describe, expect, it } from 'vitest'
import VaultShow from '../../commands/vault/show.js'
import type { ShowVaultResult } from '../../src/vaults/show.js'
import { azureRefusal, createVaultWorld } from '../helpers/vault-world.js'

describe('azbk vault show', () => {
  it('shows all settings on one screen and marks what stays for good', async () => {
    const world = createVaultWorld({ vms: ['web-01', 'web-02'] })

    const run = await world.run(VaultShow, [])

    expect(run.stdout).toMatchInlineSnapshot(`
      "Name:                       vault-contoso
      Resource group:             rg-backup
      Subscription:               00000000-0000-0000-0000-000000000001
      Location:                   westeurope
      State:                      Succeeded
      Tags:                       none
      Storage redundancy:         GeoRedundant [for good]
      Cross-region restore:       off
      Soft delete:                AlwaysON, 14 days [for good]
      Immutability:               Disabled
      Cross-subscription restore: Enabled
      Resource guard:             none
      Public network access:      on
      Private endpoints:          none
      Identity:                   none
      Encryption:                 keys of Microsoft
      Alerts:                     -
      Items:                      2 VMs: 2 waiting for the first backup
      Usage:                      items and containers by kind: AzureVM 2, IaasVMContainer 2
      "
    `)
    expect(run.exitCode).toBe(0)
  })

  it('counts items by state and kind, in JSON', async () => {
    const world = createVaultWorld({ vms: ['web-01', 'web-02'] })
    world.send('DELETE', world.itemPath('web-01'))
    world.mock.control.advance(600_000)

    const { result } = (
      await world.run(VaultShow, ['--name', 'vault-contoso', '--output', 'json'])
    ).json<ShowVaultResult>()

    expect(result.items).toEqual({
      total: 2,
      byState: { protected: 0, initialBackupPending: 1, error: 0, stopped: 0, softDeleted: 1 },
      byKind: { AzureIaasVM: 2, AzureStorage: 0, AzureWorkload: 0, MAB: 0, DPM: 0, AzureBackupServer: 0 },
    })
    expect(result.usage.length).toBeGreaterThan(0)
    expect(result).toMatchObject({ name: 'vault-contoso', resourceGuard: null, privateEndpoints: [], encryption: null })
  })

  it.each([
    ['a name', 'VAULT-CONTOSO'],
    ['group and name', 'RG-BACKUP/vault-contoso'],
    ['an id', undefined],
  ])('finds the vault by %s, without case', async (_, typed) => {
    const world = createVaultWorld()

    const run = await world.run(VaultShow, ['--name', typed ?? world.vaultId, '--query', 'name', '-o', 'tsv'])

    expect(run.stdout).toBe('vault-contoso\n')
  })

  it('names close names when there is no such vault', async () => {
    const run = await createVaultWorld().run(VaultShow, ['--name', 'vault-kontoso'])

    expect(run.stderr).toContain("There is no vault 'vault-kontoso'.")
    expect(run.stderr).toContain('Did you mean vault-contoso?')
    expect(run.exitCode).toBe(4)
  })

  it('names the right group when only the group is wrong', async () => {
    const run = await createVaultWorld().run(VaultShow, ['--name', 'rg-app/vault-contoso'])

    expect(run.stderr).toContain("There is no vault 'vault-contoso' in resource group 'rg-app'.")
    expect(run.stderr).toContain('Did you mean rg-backup/vault-contoso?')
    expect(run.exitCode).toBe(4)
  })

  it('lists the candidates when several could be meant', async () => {
    const world = createVaultWorld()
    const other = world.vaultId.replace('rg-backup', 'rg-app')
    world.send('PUT', other, { location: 'westeurope', sku: { name: 'Standard' }, properties: {} })

    for (const argv of [[], ['--name', 'vault-contoso']]) {
      const run = await world.run(VaultShow, argv)
      expect(run.stderr).toContain('rg-app/vault-contoso, rg-backup/vault-contoso.')
      expect(run.exitCode).toBe(2)
    }
    expect((await world.run(VaultShow, ['--resource-group', 'RG-App'])).exitCode).toBe(0)
  })

  it('says how to make a vault when there is none', async () => {
    const run = await createVaultWorld().run(VaultShow, ['--resource-group', 'rg-app'])

    expect(run.stderr).toContain(
      'Try: azbk vault create --name rsv-<region> --resource-group rg-app --location <region>',
    )
    expect(run.exitCode).toBe(4)
  })

  it.each(['/subscriptions/x', 'a/b/c', '/', 'a//b'])("refuses '%s' as a vault", async (typed) => {
    const run = await createVaultWorld().run(VaultShow, ['--name', typed])

    expect(run.stderr).toContain(`'${typed}' does not name a vault.`)
    expect(run.exitCode).toBe(2)
  })

  it('ends with exit 5 when a part of it may not be read', async () => {
    const world = createVaultWorld()
    world.answer(/backupProtectedItems/, 403, azureRefusal('AuthorizationFailed', 'No.'), 9)

    expect((await world.run(VaultShow, [])).exitCode).toBe(5)
  })
})
