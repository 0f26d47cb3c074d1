import { nameKey, sameName } from '../core/names.js'
import {
  hasHeldItems,
  type Immutability,
  type Redundancy,
  type Vault,
  type VaultAlerts,
  type VaultSettings,
} from '../model/vault.js'
import { type Aspect, blocked, changed, type GuardFacts, NOTHING, type Step, together } from './change.js'
import { encryptionStep, identityStep } from './key-aspects.js'
import { SOFT_DELETE_DAYS, type VaultWish } from './wish.js'

/** In the order of the steps: identities before the key that needs them, what cannot be undone last. */
export const ASPECTS: readonly Aspect[] = [
  tagsStep,
  identityStep,
  encryptionStep,
  redundancyStep,
  networkStep,
  alertsStep,
  softDeleteStep,
  crossSubscriptionStep,
  immutabilityStep,
  guardStep,
]

function tagsStep(vault: Vault, wish: VaultWish): Step {
  const kept = Object.entries(vault.tags).filter(
    ([key]) => ![...wish.removeTags, ...Object.keys(wish.tags)].some((named) => sameName(named, key)),
  )
  const tags = { ...Object.fromEntries(kept), ...wish.tags }
  if (sortedJson(tags) === sortedJson(vault.tags)) return NOTHING
  return changed(vault, { reason: 'tags', before: { tags: vault.tags }, settings: { tags } })
}

function sortedJson(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Source: learn.microsoft.com/azure/backup/backup-create-recovery-services-vault, storage redundancy. */
function redundancyStep(vault: Vault, wish: VaultWish): Step {
  if (wish.redundancy === undefined && wish.crossRegionRestore === undefined) return NOTHING
  const redundancy = wish.redundancy ?? vault.redundancy ?? (wish.crossRegionRestore ? 'GeoRedundant' : null)
  const isGeo = redundancy === null || redundancy === 'GeoRedundant'
  const crossRegionRestore = wish.crossRegionRestore ?? (isGeo && vault.crossRegionRestore === true)
  if (redundancy === vault.redundancy && crossRegionRestore === (vault.crossRegionRestore ?? false)) return NOTHING
  const refusals = redundancyRefusals(vault, { redundancy, crossRegionRestore })
  if (refusals.length > 0) return together(refusals)
  const turnsOn = crossRegionRestore && !vault.crossRegionRestore
  const isForGood = turnsOn && hasHeldItems(vault)
  return changed(vault, {
    reason: turnsOn
      ? `cross-region restore${isForGood ? '' : ', for good once an item is protected'}`
      : 'storage redundancy',
    before: redundancySettings(vault.redundancy, vault.crossRegionRestore),
    settings: redundancySettings(redundancy, crossRegionRestore),
    isOneWay: isForGood,
  })
}

function redundancySettings(redundancy: Redundancy | null, crossRegionRestore: boolean | null): VaultSettings {
  return {
    ...(redundancy === null ? {} : { redundancy }),
    ...(crossRegionRestore === null ? {} : { crossRegionRestore }),
  }
}

function redundancyRefusals(
  vault: Vault,
  wanted: { redundancy: Redundancy | null; crossRegionRestore: boolean },
): readonly Step[] {
  const steps: Step[] = []
  const isLocked = hasHeldItems(vault)
  if (isLocked && wanted.redundancy !== vault.redundancy) {
    steps.push(
      blocked(
        'REDUNDANCY_LOCKED',
        `storage redundancy (${vault.redundancy}) is fixed since the first item was protected.`,
        'Make a new vault with the other redundancy, and move the VMs there.',
      ),
    )
  }
  if (isLocked && vault.crossRegionRestore && !wanted.crossRegionRestore) {
    steps.push(
      blocked(
        'CROSS_REGION_LOCKED',
        'cross-region restore cannot be turned off once an item was protected.',
        'Leave it on, or make a new vault without it, and move the VMs there.',
      ),
    )
  }
  if (wanted.crossRegionRestore && wanted.redundancy !== 'GeoRedundant') {
    steps.push(
      blocked(
        'CROSS_REGION_NEEDS_GEO',
        `cross-region restore needs GeoRedundant storage, and this is ${wanted.redundancy}.`,
      ),
    )
  }
  return steps
}

function networkStep(vault: Vault, { publicNetworkAccess }: VaultWish): Step {
  if (publicNetworkAccess === undefined || publicNetworkAccess === vault.publicNetworkAccess) return NOTHING
  const before = { publicNetworkAccess: vault.publicNetworkAccess }
  return changed(vault, { reason: 'public network access', before, settings: { publicNetworkAccess } })
}

/** What Azure sets on new vaults. */
const DEFAULT_ALERTS: VaultAlerts = {
  jobFailures: true,
  replicationIssues: true,
  failoverIssues: true,
  classicCritical: true,
  classicSiteRecoveryEmail: true,
}

function alertsStep(vault: Vault, wish: VaultWish): Step {
  if (Object.keys(wish.alerts).length === 0) return NOTHING
  const alerts = { ...DEFAULT_ALERTS, ...vault.alerts, ...wish.alerts }
  if (vault.alerts && JSON.stringify(alerts) === JSON.stringify({ ...DEFAULT_ALERTS, ...vault.alerts })) return NOTHING
  return changed(vault, {
    reason: 'alerts',
    before: vault.alerts ? { alerts: vault.alerts } : {},
    settings: { alerts },
  })
}

/** Source: learn.microsoft.com/azure/backup/secure-by-default. */
function softDeleteStep(vault: Vault, wish: VaultWish, guard: GuardFacts | undefined): Step {
  if (wish.softDelete === undefined && wish.softDeleteDays === undefined) return NOTHING
  const before = vault.softDelete
  const state = wish.softDelete ?? before?.state
  // A vault with soft delete off shows 0 days, which Azure does not take back.
  const retentionDays = wish.softDeleteDays ?? Math.max(before?.retentionDays ?? 0, SOFT_DELETE_DAYS.min)
  if (state === before?.state && (wish.softDeleteDays ?? before?.retentionDays) === before?.retentionDays)
    return NOTHING
  if (before?.state === 'AlwaysON' && state !== 'AlwaysON') {
    return blocked(
      'SOFT_DELETE_ALWAYS_ON',
      'soft delete is AlwaysON, and nothing turns that off.',
      'Leave --soft-delete out; --soft-delete-days sets how long deleted data stay.',
    )
  }
  const isForGood = state === 'AlwaysON' && before?.state !== 'AlwaysON'
  const weakens = state === 'Disabled' && guard?.requestFor('disableSoftDelete')
  return changed(vault, {
    reason: isForGood ? 'soft delete, always on for good' : 'soft delete',
    before: before ? { softDelete: before } : {},
    settings: { softDelete: { ...(state === undefined ? {} : { state }), retentionDays } },
    isOneWay: isForGood,
    needsApproval: weakens ? 'disableSoftDelete' : undefined,
  })
}

function crossSubscriptionStep(vault: Vault, { crossSubscriptionRestore: wanted }: VaultWish): Step {
  const present = vault.crossSubscriptionRestore
  if (wanted === undefined || wanted === present) return NOTHING
  if (present === 'PermanentlyDisabled') {
    return blocked(
      'CROSS_SUBSCRIPTION_LOCKED',
      'cross-subscription restore is PermanentlyDisabled, and nothing brings it back.',
    )
  }
  const isForGood = wanted === 'PermanentlyDisabled'
  return changed(vault, {
    reason: `cross-subscription restore${isForGood ? ', off for good' : ''}`,
    before: present ? { crossSubscriptionRestore: present } : {},
    settings: { crossSubscriptionRestore: wanted },
    isOneWay: isForGood,
  })
}

/** One step at a time: Azure refuses Disabled -> Locked. Source: learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept. */
function immutabilityStep(vault: Vault, { immutability: wanted }: VaultWish, guard: GuardFacts | undefined): Step {
  const present = vault.immutability
  if (wanted === undefined || wanted === present) return NOTHING
  if (present === 'Locked') {
    return blocked(
      'IMMUTABILITY_LOCKED',
      'immutability is Locked, and nothing unlocks it.',
      'Leave --immutability out, or make a new vault without it for other VMs.',
    )
  }
  const move = (from: Immutability | null, to: Immutability) =>
    changed(vault, {
      reason: to === 'Locked' ? 'immutability, locked for good' : 'immutability',
      before: from ? { immutability: from } : {},
      settings: { immutability: to },
      isOneWay: to === 'Locked',
      needsApproval: to === 'Disabled' && guard?.requestFor('reduceImmutability') ? 'reduceImmutability' : undefined,
    })
  if (wanted !== 'Locked') return move(present, wanted)
  return together([present === 'Unlocked' ? NOTHING : move(present, 'Unlocked'), move('Unlocked', 'Locked')])
}

/** The resource guard comes last: from then on the other steps would need its approval. */
function guardStep(vault: Vault, { resourceGuard }: VaultWish, guard: GuardFacts | undefined): Step {
  const isSame = nameKey(resourceGuard ?? '') === nameKey(guard?.id ?? '')
  if (resourceGuard === undefined || isSame) return NOTHING
  if (resourceGuard !== null && guard) {
    return blocked(
      'GUARD_IN_PLACE',
      `the vault has the resource guard ${guard.id}.`,
      'Remove it first: --resource-guard none.',
    )
  }
  const step = {
    action: 'update',
    gate: 'second-person',
    kind: 'vault',
    name: vault.name,
    before: { resourceGuard: guard?.id ?? null },
    after: { resourceGuard },
    resourceGuard,
  } as const
  return resourceGuard === null
    ? { changes: [{ ...step, reason: 'without its resource guard', needsApproval: 'removeGuard' }] }
    : { changes: [{ ...step, reason: 'guarded writes need approval from now on' }] }
}
