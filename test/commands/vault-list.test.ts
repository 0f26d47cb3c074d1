import { describe, expect, it } from 'vitest'
import VaultList from '../../commands/vault/list.js'
import type { VaultListResult } from '../../src/vaults/list.js'
import { azureRefusal, createVaultWorld } from '../helpers/vault-world.js'

const SECOND = '00000000-0000-0000-0000-000000000002'

function withVaults() {
  const world = createVaultWorld()
  for (const name of ['rsv-10', 'rsv-9']) {
    const id = world.vaultIdOf(name).replace('rg-backup', 'rg-app')
    world.send('PUT', id, { location: 'westeurope', sku: { name: 'Standard' }, properties: {} })
  }
  world.mock.control.advance(600_000)
  return world
}

function inSecond(name: string) {
  const id = `/subscriptions/${SECOND}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/${name}`
  return { value: [{ id, name, location: 'eastus', properties: { provisioningState: 'Succeeded' } }] }
}

describe('azbk vault list', () => {
  it('lists by name, numbers by value', async () => {
    const run = await withVaults().run(VaultList, [])

    expect(run.stdout).toBe(
      [
        'Name           Resource group  Location    State',
        'rsv-9          rg-app          westeurope  Succeeded',
        'rsv-10         rg-app          westeurope  Succeeded',
        'vault-contoso  rg-backup       westeurope  Succeeded',
        '',
      ].join('\n'),
    )
    expect(run.exitCode).toBe(0)
  })

  it('narrows to a resource group, without case', async () => {
    const run = await withVaults().run(VaultList, ['-g', 'RG-Backup', '--query', '[].name', '-o', 'tsv'])

    expect(run.stdout).toBe('vault-contoso\n')
  })

  it('says in words that there is none', async () => {
    const run = await createVaultWorld().run(VaultList, ['-g', 'rg-app'])

    expect(run.stdout).toBe('No vaults here. Create one with `azbk vault create`.\n')
  })

  it('reads several subscriptions, and shows whose a vault is', async () => {
    const world = createVaultWorld()
    world.answer(new RegExp(`${SECOND}/providers/Microsoft.RecoveryServices/vaults`), 200, inSecond('rsv-second'))

    const run = await world.run(VaultList, ['--subscription', `${world.subscriptionId},${SECOND}`])

    expect(run.stdout).toMatch(/Name +Resource group +Subscription/)
    expect(run.stdout).toMatch(new RegExp(`rsv-second +rg +${SECOND}`))
    expect(run.exitCode).toBe(0)
  })

  it('warns of a subscription that it cannot read, and exits 3', async () => {
    const world = createVaultWorld()
    world.answer(new RegExp(SECOND), 403, azureRefusal('AuthorizationFailed', 'No.'))

    const run = await world.run(VaultList, ['--subscription', `${world.subscriptionId},${SECOND}`, '--output', 'json'])

    expect(run.json<VaultListResult>().result.map(({ name }) => name)).toEqual(['vault-contoso'])
    expect(run.json().warnings).toEqual([expect.stringContaining(`listing the vaults of subscription ${SECOND}`)])
    expect(run.exitCode).toBe(3)
  })

  it('fails with the reason when no subscription can be read', async () => {
    const world = createVaultWorld()
    world.answer(/vaults/, 404, azureRefusal('SubscriptionNotFound', 'No such subscription.'))

    const run = await world.run(VaultList, [])

    expect(run.stderr).toContain('(code SUBSCRIPTION_NOT_FOUND')
    expect(run.exitCode).toBe(4)
  })
})
