import { describe, expect, it } from 'vitest'
import VaultCreate from '../../commands/vault/create.js'
import type { CreateVaultResult } from '../../src/vaults/create.js'
import { azureRefusal, createVaultWorld } from '../helpers/vault-world.js'
import { GUARD, KEY } from '../helpers/vaults.js'

const NAMED = ['--name', 'rsv-weu', '--resource-group', 'rg-backup', '--location', 'westeurope']

describe('azbk vault create', () => {
  it('creates a vault with its settings and says what to type next', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultCreate, [
      ...NAMED,
      ...['--redundancy', 'geo', '--cross-region-restore', '--tag', 'team=ops', '--soft-delete-days', '30'],
      ...['--alerts', 'classic-critical=off', '--public-network-access', 'disabled', '--identity', 'system'],
    ])

    expect(run.stdout).toBe(
      [
        '+ vault rsv-weu: new in westeurope',
        '    location: westeurope',
        '    tags.team: ops',
        '    identity.systemAssigned: true',
        '    redundancy: GeoRedundant',
        '    crossRegionRestore: true',
        '    publicNetworkAccess: false',
        '    alerts.jobFailures: true',
        '    alerts.replicationIssues: true',
        '    alerts.failoverIssues: true',
        '    alerts.classicCritical: false',
        '    alerts.classicSiteRecoveryEmail: true',
        '    softDelete.retentionDays: 30',
        "Vault 'rsv-weu' is ready. See it: azbk vault show --name rsv-weu",
        '',
      ].join('\n'),
    )
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
  })

  it('gives back the vault as it is', async () => {
    const run = await createVaultWorld().run(VaultCreate, [
      ...NAMED,
      ...['--redundancy', 'Zone', '--identity', 'system', '--soft-delete-days', '30', '--output', 'json'],
    ])

    expect(run.json<CreateVaultResult>().result).toMatchObject({
      applied: true,
      vault: {
        name: 'rsv-weu',
        location: 'westeurope',
        redundancy: 'ZoneRedundant',
        crossRegionRestore: false,
        softDelete: { retentionDays: 30 },
        identity: { systemAssigned: true, userAssigned: [], principalId: expect.any(String) },
        encryption: null,
        alerts: null,
        backupStorageVersion: 'Unassigned',
      },
    })
  })

  it('twice is one', async () => {
    const world = createVaultWorld()
    const argv = [...NAMED, '--redundancy', 'Locally', '--immutability', 'Unlocked', '--alerts', 'all']
    await world.run(VaultCreate, argv)
    const before = world.writes().length

    const run = await world.run(VaultCreate, argv)

    expect(run.stdout).toBe('= vault rsv-weu: is as asked\n')
    expect(run.exitCode).toBe(0)
    expect(world.writes()).toHaveLength(before)
  })

  it('finishes a create that was cut off', async () => {
    const world = createVaultWorld()
    await world.run(VaultCreate, NAMED)

    const run = await world.run(VaultCreate, [...NAMED, '--immutability', 'Unlocked'])

    expect(run.stdout).toContain('~ vault rsv-weu: immutability\n    immutability: Disabled -> Unlocked\n')
    expect(run.exitCode).toBe(0)
  })

  it('asks before a lock, step by step: unlocked with the create, locked after it', async () => {
    const world = createVaultWorld()
    const argv = [...NAMED, '--immutability', 'Locked', '--output', 'json', '--query', 'vault.immutability']

    const refused = await world.run(VaultCreate, argv)
    expect(refused.exitCode).toBe(2)
    expect(refused.json().error?.code).toBe('CONFIRMATION_NEEDED')
    expect(world.writes()).toEqual([])

    const agreed = await world.run(VaultCreate, [...argv, '--yes'])
    expect(agreed.stdout).toBe('"Locked"\n')
  })

  it('shows the question on a terminal, and takes no for an answer', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultCreate, [...NAMED, '--immutability', 'Locked'], { answers: ['no'] })

    expect(run.stderr).toContain("About to create vault 'rsv-weu':")
    expect(run.stderr).toMatch(/locked for good \S*\[one-way: cannot be undone\]/)
    expect(run.stderr).toContain('Nothing was changed')
    expect(run.exitCode).toBe(6)
    expect(world.writes()).toEqual([])
  })

  it('changes nothing with --dry-run, and says by the exit code that there is something to do', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultCreate, [...NAMED, '--dry-run', '--detailed-exit-code'])

    expect(run.stdout).toContain('Nothing was changed: this was a dry run.')
    expect(run.exitCode).toBe(10)
    expect(world.writes()).toEqual([])
  })

  it('sets a resource guard last', async () => {
    const world = createVaultWorld()

    const run = await world.run(VaultCreate, [...NAMED, '--resource-guard', GUARD, '--yes', '--output', 'json'])

    expect(run.json<CreateVaultResult>().result.vault?.multiUserAuthorization).toBe(true)
  })

  it('lists all mistakes at once', async () => {
    const argv = ['--name', '1', '--location', 'westeurope', '--redundancy', 'Zone', '--cross-region-restore']
    const run = await createVaultWorld().run(VaultCreate, [...argv, '--soft-delete-days', '7'])

    expect(run.stderr).toContain('4 settings are wrong.')
    for (const flag of ['--name', '--resource-group', '--soft-delete-days', '--cross-region-restore'])
      expect(run.stderr).toContain(`  ${flag}: `)
    expect(run.exitCode).toBe(2)
    expect(run.stdout).toBe('')
  })

  it('says that a resource group is missing', async () => {
    const run = await createVaultWorld().run(VaultCreate, [...NAMED.slice(0, 2), ...NAMED.slice(4), '-g', 'rg-none'])

    expect(run.stderr).toContain("creating vault 'rsv-weu': the resource group does not exist.")
    expect(run.exitCode).toBe(4)
  })

  it('says that the region is unknown, and which there are', async () => {
    const world = createVaultWorld()
    world.answer(/vaults\/rsv-weu\?/, 404, azureRefusal('ResourceNotFound', 'Not found.'))
    world.answer(
      /vaults\/rsv-weu\?/,
      400,
      azureRefusal(
        'LocationNotAvailableForResourceType',
        "The provided location 'westurope' is not available for resource type 'Microsoft.RecoveryServices/vaults'. List of available regions for the resource type is 'westeurope,northeurope'.",
      ),
    )

    const run = await world.run(VaultCreate, NAMED)

    expect(run.stderr).toContain('Azure does not offer this in the region')
    expect(run.stderr).toContain("'westeurope,northeurope'")
    expect(run.exitCode).toBe(2)
  })

  it('refuses to move a vault to another region', async () => {
    const world = createVaultWorld()
    await world.run(VaultCreate, NAMED)

    const run = await world.run(VaultCreate, [...NAMED.slice(0, 4), '--location', 'eastus'])

    expect(run.stderr).toContain("Cannot create vault 'rsv-weu': it exists, in westeurope")
    expect(run.exitCode).toBe(6)
  })

  it('names soft delete as the reason where Azure insists on it', async () => {
    const run = await createVaultWorld().run(VaultCreate, [...NAMED, '--soft-delete', 'Disabled'])

    expect(run.stderr).toContain('new vaults keep soft delete always on')
    expect(run.stderr).toContain('Azure code BMSUserErrorSoftDeleteStateNotSetToAlwaysON')
    expect(run.exitCode).toBe(6)
  })

  it('refuses an own key whose identity cannot have the right to it yet', async () => {
    const argv = [...NAMED, '--encryption-key', KEY, '--identity', 'system', '--encryption-identity', 'system']
    const run = await createVaultWorld().run(VaultCreate, argv)

    expect(run.stderr).toContain('(code IDENTITY_TOO_NEW)')
    expect(run.exitCode).toBe(6)
  })

  it('stops with exit 7 when Azure keeps throttling', async () => {
    const world = createVaultWorld()
    world.answer(/vaults\/rsv-weu\?/, 429, azureRefusal('TooManyRequests', 'Slow down.'), 20)

    const run = await world.run(VaultCreate, NAMED)

    expect(run.exitCode).toBe(7)
  })
})
