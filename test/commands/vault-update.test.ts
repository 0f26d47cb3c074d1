import { describe, expect, it } from 'vitest'
import VaultUpdate from '../../commands/vault/update.js'
import type { UpdateVaultResult } from '../../src/vaults/update.js'
import { azureRefusal, createVaultWorld } from '../helpers/vault-world.js'
import { GUARD } from '../helpers/vaults.js'

const NAMED = ['--name', 'vault-contoso']

describe('azbk vault update', () => {
  it('sends only what differs, in one request', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultUpdate, [
      ...[...NAMED, '--tag', 'team=ops', '--soft-delete-days', '30', '--redundancy', 'Geo'],
      ...['--public-network-access', 'Disabled', '--immutability', 'unlocked'],
    ])

    expect(run.stdout).toBe(
      [
        '~ vault vault-contoso: tags',
        '    tags.team: (not set) -> ops',
        '~ vault vault-contoso: public network access',
        '    publicNetworkAccess: true -> false',
        '~ vault vault-contoso: soft delete',
        '    softDelete.retentionDays: 14 -> 30',
        '~ vault vault-contoso: immutability',
        '    immutability: Disabled -> Unlocked',
        "Vault 'vault-contoso' is ready. See it: azbk vault show --name vault-contoso",
        '',
      ].join('\n'),
    )
    expect(world.writes().map(({ method }) => method)).toEqual(['PATCH'])
    expect(run.exitCode).toBe(0)
  })

  it('writes nothing when all is as asked', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultUpdate, [
      ...NAMED,
      '--redundancy',
      'Geo',
      '--soft-delete-days',
      '14',
      '--dry-run',
      '--detailed-exit-code',
    ])

    expect(run.stdout).toBe('= vault vault-contoso: is as asked\n')
    expect(run.exitCode).toBe(0)
    expect(world.writes()).toEqual([])
  })

  it('waits for another change of the vault, and sends again', async () => {
    const world = createVaultWorld()
    world.mock.control.fixDuration('vaultUpdate', 90)
    world.send('PATCH', world.vaultId, { tags: { other: 'change' }, properties: { publicNetworkAccess: 'Enabled' } })

    const run = await world.run(VaultUpdate, [...NAMED, '--immutability', 'Unlocked', '--output', 'json'])

    expect(run.json<UpdateVaultResult>().result.vault.immutability).toBe('Unlocked')
    expect(run.stderr).toContain('another change of the vault is running')
    expect(run.exitCode).toBe(0)
  })

  it('gives up waiting for another change after --timeout', async () => {
    const world = createVaultWorld()
    const busy = azureRefusal('RSVaultUpdateErrorConflictingOperationInProgress', 'Busy.')
    world.mock.control.inject({
      method: 'PATCH',
      path: /vaults/,
      times: 99,
      fault: { kind: 'status', status: 409, body: busy },
    })

    const run = await world.run(VaultUpdate, [...NAMED, '--immutability', 'Unlocked', '--timeout', '1m'])

    expect(run.stderr).toContain('(code VAULT_BUSY')
    expect(run.exitCode).toBe(6)
    expect(world.writes()).toHaveLength(4 + 1)
  })

  it('needs a yes for cross-region restore once an item was protected', async () => {
    const world = createVaultWorld({ vms: ['web-01'] })
    const argv = [...NAMED, '--cross-region-restore']

    const refused = await world.run(VaultUpdate, argv)
    expect(refused.stderr).toContain('Look at it with --dry-run, then add --yes.')
    expect(refused.exitCode).toBe(2)
    expect(world.writes()).toEqual([])

    const agreed = await world.run(VaultUpdate, [...argv, '--yes'])
    expect(agreed.stdout).toContain('cross-region restore [one-way: cannot be undone]')
    expect(agreed.exitCode).toBe(0)
  })

  it('refuses all that cannot be changed any more in one go', async () => {
    const world = createVaultWorld({ vms: ['web-01'] })

    const run = await world.run(VaultUpdate, [...NAMED, '--redundancy', 'Zone', '--soft-delete', 'Disabled', '--yes'])

    expect(run.stderr).toContain(
      [
        "Error: Cannot update vault 'vault-contoso': 2 things stand in the way.",
        '  1. storage redundancy (GeoRedundant) is fixed since the first item was protected.',
        '  2. soft delete is AlwaysON, and nothing turns that off.',
        'Try:',
        '  - Make a new vault with the other redundancy, and move the VMs there.',
      ].join('\n'),
    )
    expect(run.exitCode).toBe(6)
    expect(world.writes()).toEqual([])
  })

  it('adds and removes identities', async () => {
    const world = createVaultWorld()
    const id = `${world.groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-01`
    await world.run(VaultUpdate, [...NAMED, '--identity', id, '--identity', 'system'])

    const run = await world.run(VaultUpdate, [...NAMED, '--remove-identity', id, '--output', 'json'])
    expect(run.json<UpdateVaultResult>().result.vault.identity).toMatchObject({
      systemAssigned: true,
      userAssigned: [],
    })

    const bare = await world.run(VaultUpdate, [...NAMED, '--remove-identity', 'system', '--output', 'json'])
    expect(bare.json<UpdateVaultResult>().result.vault.identity).toBeNull()
  })

  it('sends the approval of the resource guard with what it guards', async () => {
    const world = createVaultWorld()
    await world.run(VaultUpdate, [...NAMED, '--immutability', 'Unlocked', '--resource-guard', GUARD, '--yes'])
    const argv = [...NAMED, '--immutability', 'Disabled']

    const dry = await world.run(VaultUpdate, [...argv, '--dry-run'])
    expect(dry.stdout).toContain('immutability [needs a second person]')

    const run = await world.run(VaultUpdate, [...argv, '--yes', '--output', 'json'])
    expect(run.json<UpdateVaultResult>().result.vault.immutability).toBe('Disabled')
  })

  it('ends with exit 5 and names the guard when the approval is missing', async () => {
    const world = createVaultWorld()
    await world.run(VaultUpdate, [...NAMED, '--immutability', 'Unlocked', '--resource-guard', GUARD, '--yes'])
    const refusal = azureRefusal('LinkedAuthorizationFailed', `No right on the linked scope ${GUARD}.`)
    world.mock.control.inject({
      method: 'PATCH',
      path: /vaults/,
      fault: { kind: 'status', status: 403, body: refusal },
    })

    const run = await world.run(VaultUpdate, [...NAMED, '--immutability', 'Disabled', '--yes'])

    expect(run.stderr).toContain("Error: Resource guard 'guard-01' has not approved this.")
    expect(run.stderr).toContain('Backup MUA Operator')
    expect(run.exitCode).toBe(5)
  })

  it('removes a resource guard with its approval', async () => {
    const world = createVaultWorld()
    await world.run(VaultUpdate, [...NAMED, '--resource-guard', GUARD, '--yes'])

    const run = await world.run(VaultUpdate, [...NAMED, '--resource-guard', 'none', '--yes', '--output', 'json'])

    expect(run.json<UpdateVaultResult>().result.vault.multiUserAuthorization).toBe(false)
    expect(run.exitCode).toBe(0)
  })

  it('asks for a setting when none is named', async () => {
    const run = await createVaultWorld().run(VaultUpdate, NAMED)

    expect(run.stderr).toContain('No setting to change is named.')
    expect(run.exitCode).toBe(2)
  })

  it('says which permission is missing', async () => {
    const world = createVaultWorld()
    const action = 'Microsoft.RecoveryServices/vaults/write'
    const refusal = azureRefusal(
      'AuthorizationFailed',
      `The client does not have authorization to perform action '${action}' over scope 'x'.`,
    )
    world.mock.control.inject({
      method: 'PATCH',
      path: /vaults/,
      fault: { kind: 'status', status: 403, body: refusal },
    })

    const run = await world.run(VaultUpdate, [...NAMED, '--tag', 'a=1'])

    expect(run.stderr).toContain(action)
    expect(run.exitCode).toBe(5)
  })

  it.each([
    [412, 'PreconditionFailed', 6],
    [500, 'InternalServerError', 1],
  ])('ends a lasting HTTP %i with the right exit code', async (status, code, exitCode) => {
    const world = createVaultWorld()
    const body = azureRefusal(code, 'No.')
    world.mock.control.inject({ method: 'PATCH', path: /vaults/, times: 20, fault: { kind: 'status', status, body } })

    const run = await world.run(VaultUpdate, [...NAMED, '--tag', 'a=1'])

    expect(run.stderr).toContain(`Azure code ${code}`)
    expect(run.exitCode).toBe(exitCode)
  })

  it('gets over a passing fault', async () => {
    const world = createVaultWorld()
    world.mock.control.inject({ method: 'PATCH', path: /vaults/, fault: { kind: 'status', status: 503, body: {} } })

    const run = await world.run(VaultUpdate, [...NAMED, '--tag', 'a=1'])

    expect(run.exitCode).toBe(0)
  })
})
