import { describe, expect, it } from 'vitest'
import type { AzbkError } from '../../../src/core/errors.js'
import { refuseBlocked } from '../../../src/model/plan.js'
import type { Vault } from '../../../src/model/vault.js'
import type { ItemSummary } from '../../../src/model/vault-contents.js'
import { planVaultDelete, type VaultContents } from '../../../src/vaults/plan-delete.js'
import { aVault } from '../../helpers/machines.js'

const NOTHING: VaultContents = {
  items: [],
  containers: [],
  siteRecovery: { protectedItems: 0, recoveryPlans: 0, servers: 0 },
  locks: [],
}

function item(name: string, facts: Partial<ItemSummary> = {}): ItemSummary {
  return { kind: 'AzureIaasVM', name, state: 'protected', purgeTime: null, ...facts }
}

function blockersOf(contents: Partial<VaultContents>, facts: Partial<Vault> = {}) {
  return planVaultDelete(aVault(facts), { ...NOTHING, ...contents }).blockers
}

describe('deleting a vault', () => {
  it('is one step that cannot be undone when the vault is empty', () => {
    const plan = planVaultDelete(aVault(), NOTHING)

    expect(plan.blockers).toEqual([])
    expect(plan.changes.map(({ action, gate, name }) => [action, gate, name])).toEqual([
      ['delete', 'one-way', 'rsv-weu'],
    ])
  })

  it('is blocked by protected and by stopped VMs, each with the command that clears them', () => {
    const items = [
      item('web-02'),
      item('web-01', { state: 'initialBackupPending' }),
      item('sql-01', { state: 'stopped' }),
    ]
    const [active, stopped] = blockersOf({ items })

    expect(active).toMatchObject({ code: 'PROTECTED_ITEMS', message: '2 VMs are protected here: web-01, web-02.' })
    expect(stopped).toMatchObject({
      code: 'STOPPED_ITEMS',
      message: '1 VM is stopped, and the backup data was kept: sql-01.',
      suggestions: ['azbk unprotect --all --vault rg-backup/rsv-weu --delete-data'],
    })
  })

  it('is blocked by soft-deleted VMs until the day the last of them vanishes', () => {
    const items = [
      item('web-01', { state: 'softDeleted', purgeTime: '2026-03-20T10:00:00.000Z' }),
      item('web-02', { state: 'softDeleted', purgeTime: '2026-03-18T10:00:00.000Z' }),
    ]
    const [blocker] = blockersOf({ items })

    expect(blocker?.message).toBe(
      '2 VMs are soft-deleted and cannot be purged by hand; the last vanishes at 2026-03-20 10:00 UTC: ' +
        'web-01 until 2026-03-20 10:00 UTC, web-02 until 2026-03-18 10:00 UTC.',
    )
    expect(blocker?.suggestions[0]).toBe('Run `azbk vault delete --name rg-backup/rsv-weu` after 2026-03-20 10:00 UTC.')
    expect(blocker?.suggestions).toHaveLength(2)
    expect(
      blockersOf({ items }, { softDelete: { state: 'AlwaysON', retentionDays: 14 } })[0]?.suggestions,
    ).toHaveLength(1)
  })

  it('names ten items and counts the rest, and keeps all of them for programs', () => {
    const items = Array.from({ length: 12 }, (_, i) => item(`vm-${i + 1}`))
    const [blocker] = blockersOf({ items })

    expect(blocker?.message).toBe(
      '12 VMs are protected here: vm-1, vm-2, vm-3, vm-4, vm-5, vm-6, vm-7, vm-8, vm-9, vm-10, and 2 more.',
    )
    expect(blocker?.details?.items).toHaveLength(12)
  })

  it('counts and names what is not a VM, and leaves it to az', () => {
    const items = [
      item('share-01', { kind: 'AzureStorage' }),
      item('db-01', { kind: 'AzureWorkload', state: 'softDeleted', purgeTime: '2026-03-20T10:00:00.000Z' }),
      item('db-02', { kind: 'AzureWorkload' }),
    ]
    const [shares, databases] = blockersOf({ items })

    expect(shares?.message).toBe('1 file share is in the vault (azbk does not touch what is not a VM): share-01.')
    expect(shares?.suggestions[0]).toBe(
      'az backup item list --vault-name rsv-weu --resource-group rg-backup --backup-management-type AzureStorage -o table',
    )
    expect(databases?.message).toBe(
      '2 databases in VMs are in the vault (azbk does not touch what is not a VM): db-01 until 2026-03-20 10:00 UTC, db-02.',
    )
  })

  it('is blocked by registered servers and storage accounts', () => {
    const containers = [
      { kind: 'AzureStorage', name: 'StorageContainer;Storage;rg;acc', friendlyName: 'acc', isSoftDeleted: false },
      { kind: 'MAB', name: 'Windows;srv', friendlyName: 'srv', isSoftDeleted: true },
    ] as const
    const [account, server] = blockersOf({ containers })

    expect(account?.message).toBe("Storage account 'acc' (AzureStorage) is registered.")
    expect(account?.suggestions[0]).toContain("--container-name 'StorageContainer;Storage;rg;acc'")
    expect(server?.message).toBe("Server 'srv' (MAB) is soft-deleted, and goes with its last item.")
  })

  it('is blocked by Site Recovery, private endpoints and locks', () => {
    const endpoint = '/subscriptions/s1/resourceGroups/rg-net/providers/Microsoft.Network/privateEndpoints/pe-01'
    const lock = {
      id: '/subscriptions/s1/providers/Microsoft.Authorization/locks/keep',
      name: 'keep',
      level: 'CanNotDelete',
      scope: '/subscriptions/s1',
    }
    const group = { ...lock, name: 'rg', level: 'ReadOnly', scope: '/subscriptions/s1/resourceGroups/rg-backup' }
    const blockers = blockersOf(
      { siteRecovery: { protectedItems: 2, recoveryPlans: 0, servers: 1 }, locks: [lock, group] },
      { privateEndpoints: [endpoint] },
    )

    expect(blockers.map(({ message }) => message)).toEqual([
      "The lock 'keep' (CanNotDelete) on the subscription forbids it.",
      "The lock 'rg' (ReadOnly) on resource group 'rg-backup' forbids it.",
      'Site Recovery keeps 2 replicated items, 1 registered server in the vault.',
      '1 private endpoint leads to the vault: pe-01.',
    ])
    expect(blockers[3]?.suggestions).toEqual([`az network private-endpoint delete --ids ${endpoint}`])
  })

  it('says that immutable data must expire first', () => {
    const items = [item('web-01')]

    expect(blockersOf({ items }, { immutability: 'Unlocked' })[1]).toMatchObject({
      code: 'IMMUTABLE_DATA',
      suggestions: ['azbk vault update --name rg-backup/rsv-weu --immutability Disabled'],
    })
    expect(blockersOf({ items }, { immutability: 'Locked' })[1]?.message).toContain('nothing changes that')
    expect(blockersOf({}, { immutability: 'Locked' })).toEqual([])
  })

  it('refuses with all blockers in one error', () => {
    const plan = planVaultDelete(aVault(), { ...NOTHING, items: [item('a'), item('b', { state: 'stopped' })] })
    let thrown: AzbkError | undefined
    try {
      refuseBlocked(plan, "delete vault 'rsv-weu'")
    } catch (error) {
      thrown = error as AzbkError
    }

    expect(thrown).toMatchObject({ code: 'SEVERAL_BLOCKERS', exitCode: 6 })
    expect(thrown?.message).toBe(
      "Cannot delete vault 'rsv-weu': 2 things stand in the way.\n" +
        '  1. 1 VM is protected here: a.\n' +
        '  2. 1 VM is stopped, and the backup data was kept: b.',
    )
    expect(thrown?.suggestions).toHaveLength(1)
  })
})
