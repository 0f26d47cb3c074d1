import { DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import { type AzbkError, refusedError } from '../core/errors.js'
import { compareNamed } from '../core/names.js'
import { itemCondition, itemVmArgument, type ProtectedItem } from '../model/item.js'
import type { Change } from '../model/plan.js'
import type { Vault } from '../model/vault.js'
import { formatTime } from '../view/format.js'
import type { ProtectionStep } from './steps.js'

/** `stop` keeps all points, `suspend` lets the policy expire them, `delete` removes them. */
export type UnprotectMode = 'stop' | 'suspend' | 'delete'

/** A VM whose backups are to end; no item and no vault when nothing protects it. */
export type UnprotectTarget = Pick<ProtectionStep, 'target' | 'item' | 'vault'>

export type UnprotectStep = ProtectionStep<UnprotectMode>

export interface UnprotectOrder {
  readonly mode: UnprotectMode
  /** The vault that was named: no other one was looked into. */
  readonly vault: string | null
  readonly now: Instant
}

/** The steps for all targets, in the order of their names. */
export function planUnprotection(targets: readonly UnprotectTarget[], order: UnprotectOrder): UnprotectStep[] {
  return [...targets].sort((a, b) => compareNamed(a.target, b.target)).map((target) => planOne(target, order))
}

function planOne(subject: UnprotectTarget, { mode, vault: named, now }: UnprotectOrder): UnprotectStep {
  const { item, vault } = subject
  const { name } = subject.target
  const nothing = (reason: string): UnprotectStep => ({
    ...subject,
    action: 'none',
    refusal: null,
    change: { action: 'none', gate: 'reversible', kind: 'protection', name, reason },
  })
  if (item === null || vault === null)
    return nothing(named === null ? 'is not protected' : `is not protected in vault ${named}`)
  const condition = itemCondition(item)
  if (condition === 'deleted')
    return nothing(`deleted already; the data vanish on ${formatTime(item.softDelete?.purgeTime)}`)
  if (mode === 'stop' && condition === 'stopped') return nothing('stopped already; the recovery points are kept')
  if (mode === 'suspend' && condition === 'suspended') return nothing('stopped already; its policy expires the points')
  const ending = { item, vault, mode, now }
  return { ...subject, action: mode, refusal: refusalOf(ending), change: changeOf(name, ending) }
}

interface Ending {
  readonly item: ProtectedItem
  readonly vault: Vault
  readonly mode: UnprotectMode
  readonly now: Instant
}

function isImmutable(vault: Vault): boolean {
  return vault.immutability === 'Unlocked' || vault.immutability === 'Locked'
}

/** What Azure would refuse, the deletion only after it was accepted. Source: AZURE-BACKUP-API.md section 8. */
function refusalOf({ item, vault, mode }: Ending): AzbkError | null {
  const { machineName: vm } = item
  if (mode === 'suspend' && !isImmutable(vault)) {
    return refusedError(
      'VAULT_NOT_IMMUTABLE',
      `Vault '${vault.name}' is not immutable: only there can VM '${vm}' be stopped with its policy still expiring points.`,
      [`Keep all points instead: azbk unprotect ${itemVmArgument(item)} --keep-data`],
    )
  }
  if (mode === 'delete' && isImmutable(vault) && item.lastBackupTime !== null) {
    return refusedError(
      'IMMUTABLE',
      `Vault '${vault.name}' is immutable (${vault.immutability}): the recovery points of VM '${vm}' cannot be deleted before their policy expires them.`,
      [`Stop and let them expire: azbk unprotect ${itemVmArgument(item)} --keep-data --retain-as-per-policy`],
    )
  }
  return null
}

function changeOf(name: string, { item, vault, mode, now }: Ending): Change {
  const before = { vault: vault.name, policy: item.policyName, state: item.state }
  const common = { kind: 'protection', name, before }
  const guarded = vault.multiUserAuthorization === true ? 'second-person' : 'reversible'
  if (mode !== 'delete') {
    const rest = mode === 'stop' ? 'keep all recovery points' : 'let the policy expire the recovery points'
    return { ...common, action: 'update', gate: guarded, reason: `stop backups in vault ${vault.name}, ${rest}` }
  }
  const days = vault.softDelete === null || vault.softDelete.state === 'Disabled' ? 0 : vault.softDelete.retentionDays
  if (days === 0) {
    const reason = `stop backups in vault ${vault.name} and delete all recovery points for good: soft delete is off`
    return { ...common, action: 'delete', gate: 'one-way', reason }
  }
  const purge = formatTime(timeAfter(now, days * DAY_MS))
  const reason = `stop backups in vault ${vault.name} and delete all recovery points; they can be brought back until ${purge}`
  return { ...common, action: 'delete', gate: guarded, reason }
}
