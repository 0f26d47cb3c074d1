import { describe, expect, it } from 'vitest'
import type { ProtectedItem } from '../../../src/model/item.js'
import type { Vault } from '../../../src/model/vault.js'
import { planUnprotection, type UnprotectMode } from '../../../src/protection/unprotect-plan.js'
import { aMachine, anItem, aVault } from '../../helpers/machines.js'

const NOW = '2026-03-02T09:00:00.000Z'
const STOPPED = { state: 'ProtectionStopped', policyId: null, policyName: null } as const
const SUSPENDED = { state: 'BackupsSuspended' } as const
const DELETED = { ...STOPPED, softDelete: { deletedTime: NOW, purgeTime: '2026-03-16T09:00:00.000Z' } }
const BACKED_UP = { lastBackupTime: '2026-03-01T22:00:00.000Z' }
const IMMUTABLE = { immutability: 'Unlocked' } as const
const NO_SOFT_DELETE = { softDelete: { state: 'Disabled', retentionDays: 14 } } as const
const GUARDED = { multiUserAuthorization: true }

function planFor(mode: UnprotectMode, item: Partial<ProtectedItem> | null, changes: Partial<Vault> = {}) {
  const target = aMachine()
  const vault = aVault(changes)
  const subject = item
    ? { target, vault, item: anItem(target, { vault, ...item }) }
    : { target, vault: null, item: null }
  const [step] = planUnprotection([subject], { mode, vault: null, now: NOW })
  return step
}

describe('the plan to end protection', () => {
  it.each<[UnprotectMode, string, Partial<ProtectedItem> | null, Partial<Vault>, string, string, string]>([
    ['stop', 'a protected VM', {}, {}, 'stop', 'update', 'reversible'],
    ['stop', 'a guarded one', {}, GUARDED, 'stop', 'update', 'second-person'],
    ['stop', 'a stopped one', STOPPED, {}, 'none', 'none', 'reversible'],
    ['stop', 'one that its policy expires', SUSPENDED, IMMUTABLE, 'stop', 'update', 'reversible'],
    ['stop', 'a deleted one', DELETED, {}, 'none', 'none', 'reversible'],
    ['stop', 'an unprotected VM', null, {}, 'none', 'none', 'reversible'],
    ['suspend', 'one in an immutable vault', {}, IMMUTABLE, 'suspend', 'update', 'reversible'],
    ['suspend', 'a suspended one', SUSPENDED, IMMUTABLE, 'none', 'none', 'reversible'],
    ['delete', 'a protected VM', BACKED_UP, {}, 'delete', 'delete', 'reversible'],
    ['delete', 'a stopped one', { ...BACKED_UP, ...STOPPED }, {}, 'delete', 'delete', 'reversible'],
    ['delete', 'one without soft delete', BACKED_UP, NO_SOFT_DELETE, 'delete', 'delete', 'one-way'],
    ['delete', 'a guarded one', BACKED_UP, GUARDED, 'delete', 'delete', 'second-person'],
    ['delete', 'a deleted one', DELETED, {}, 'none', 'none', 'reversible'],
    ['delete', 'an immutable one without points', {}, IMMUTABLE, 'delete', 'delete', 'reversible'],
  ])('to %s %s', (mode, _, item, vault, step, action, gate) => {
    expect(planFor(mode, item, vault)).toMatchObject({ action: step, refusal: null, change: { action, gate } })
  })

  it('names the day until which deleted data can come back', () => {
    expect(planFor('delete', BACKED_UP)?.change.reason).toContain('brought back until 2026-03-16 09:00 UTC')
    expect(planFor('delete', BACKED_UP, NO_SOFT_DELETE)?.change.reason).toContain('for good')
  })

  it.each([
    ['suspend', 'where the vault is not immutable', {}, {}, 'VAULT_NOT_IMMUTABLE'],
    ['delete', 'points of an immutable vault', BACKED_UP, IMMUTABLE, 'IMMUTABLE'],
  ] as const)('refuses to %s %s', (mode, _, item, vault, code) => {
    expect(planFor(mode, item, vault)?.refusal).toMatchObject({ code, exitCode: 6 })
  })
})
