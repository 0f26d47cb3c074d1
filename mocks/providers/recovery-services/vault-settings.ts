import type { MockContext } from '../../context.js'
import { isObject, type JsonObject, numberOf, objectOf, spell, textOf } from '../../json.js'
import type { VaultChanges, VaultRecord } from '../../service/model.js'
import { pairedRegion } from '../../service/region-pairs.js'
import {
  crossRegionImpossible,
  immutabilityStepRefused,
  invalidParameter,
  redundancyLocked,
  softDeleteLocked,
  softDeleteMustBeOn,
  vaultError,
} from './errors.js'

const SWITCH = ['Enabled', 'Disabled']
const SOFT_DELETE_STATES = [...SWITCH, 'AlwaysON']

/** Immutability: one step at a time, and Locked has no way out. Source: docs, immutable vault; issue threads. */
export const IMMUTABILITY_STEPS: Record<string, readonly string[]> = {
  Disabled: ['Disabled', 'Unlocked'],
  Unlocked: ['Unlocked', 'Disabled', 'Locked'],
  Locked: ['Locked'],
}

/**
 * Checks the properties of a vault PUT or PATCH and says what they change. Everything is checked before anything changes, so
 * a refused request leaves no trace.
 */
export function readSettings(ctx: MockContext, vault: VaultRecord, properties: JsonObject): VaultChanges {
  return {
    ...readRedundancy(vault, objectOf(properties.redundancySettings)),
    ...readNetwork(properties),
    ...readMonitoring(properties),
    ...readImmutability(vault, objectOf(objectOf(properties.securitySettings).immutabilitySettings)),
    ...readSoftDelete(ctx, vault, objectOf(objectOf(properties.securitySettings).softDeleteSettings)),
    ...readCrossSubscription(vault, properties),
    ...readEncryption(vault, properties),
  }
}

function readRedundancy(vault: VaultRecord, settings: JsonObject): VaultChanges {
  const redundancy = textOf(settings.standardTierStorageRedundancy)
  const crossRegion = textOf(settings.crossRegionRestore)
  if (redundancy === undefined && crossRegion === undefined) return {}
  const next = redundancy ?? vault.redundancy
  if (!['LocallyRedundant', 'GeoRedundant', 'ZoneRedundant'].includes(next))
    throw invalidParameter('redundancySettings')
  const hasItems = vault.storageVersion !== 'Unassigned'
  if (next !== vault.redundancy && hasItems) throw redundancyLocked()
  const restore = crossRegion === 'Enabled' || crossRegion === 'Disabled' ? crossRegion : vault.crossRegionRestore
  if (restore === 'Enabled' && (next !== 'GeoRedundant' || !pairedRegion(vault.location))) throw crossRegionImpossible()
  if (restore === 'Disabled' && vault.crossRegionRestore === 'Enabled' && hasItems) throw redundancyLocked()
  return {
    redundancy: next,
    crossRegionRestore: restore,
    redundancyByVaultApi: true,
    // Seen on the wire: a vault with items shows V1 from the moment cross-region restore is on.
    ...(restore === 'Enabled' && hasItems ? { storageVersion: 'V1' as const } : {}),
  }
}

function readNetwork(properties: JsonObject): VaultChanges {
  const access = textOf(properties.publicNetworkAccess)
  if (access === undefined) return {}
  if (!SWITCH.includes(access)) throw invalidParameter('publicNetworkAccess')
  return { publicNetworkAccess: access }
}

function readMonitoring(properties: JsonObject): VaultChanges {
  if (properties.monitoringSettings === undefined) return {}
  const settings = objectOf(properties.monitoringSettings)
  const values = Object.values(settings).flatMap((branch) => Object.values(objectOf(branch)))
  if (!values.every((value) => SWITCH.includes(spell(value)))) throw invalidParameter('monitoringSettings')
  return { monitoringSettings: settings }
}

function readImmutability(vault: VaultRecord, settings: JsonObject): VaultChanges {
  const state = textOf(settings.state)
  if (state === undefined) return {}
  const from = vault.immutability ?? 'Disabled'
  if (!IMMUTABILITY_STEPS[from]?.includes(state)) throw immutabilityStepRefused(from, state)
  return { immutability: state as NonNullable<VaultRecord['immutability']> }
}

function readSoftDelete(ctx: MockContext, vault: VaultRecord, settings: JsonObject): VaultChanges {
  const state = textOf(settings.softDeleteState) ?? vault.softDelete.state
  const enhanced = textOf(settings.enhancedSecurityState) ?? vault.softDelete.enhanced
  const days = numberOf(settings.softDeleteRetentionPeriodInDays) ?? vault.softDelete.days
  if (days < 14 || days > 180) throw invalidParameter('softDeleteRetentionPeriodInDays')
  if (!SOFT_DELETE_STATES.includes(state)) throw invalidParameter('softDeleteState')
  if (!SOFT_DELETE_STATES.includes(enhanced)) throw invalidParameter('enhancedSecurityState')
  const weaker = state !== 'AlwaysON' || enhanced !== 'AlwaysON'
  if (weaker && ctx.state.softDeleteProfile === 'current') {
    throw vault.provisioningState === 'Provisioning' ? softDeleteMustBeOn() : softDeleteLocked()
  }
  if (vault.softDelete.state === 'AlwaysON' && state !== 'AlwaysON') throw softDeleteLocked()
  return { softDelete: { state, enhanced, days } }
}

function readCrossSubscription(vault: VaultRecord, properties: JsonObject): VaultChanges {
  const settings = objectOf(objectOf(properties.restoreSettings).crossSubscriptionRestoreSettings)
  const state = textOf(settings.crossSubscriptionRestoreState)
  if (state === undefined) return {}
  if (![...SWITCH, 'PermanentlyDisabled'].includes(state)) throw invalidParameter('crossSubscriptionRestoreState')
  if (vault.crossSubscriptionRestore === 'PermanentlyDisabled' && state !== 'PermanentlyDisabled') {
    throw vaultError(
      'UserErrorCrossSubscriptionRestorePermanentlyDisabled',
      'Cross subscription restore is permanently disabled for this vault and cannot be enabled again.',
    )
  }
  return { crossSubscriptionRestore: state as VaultRecord['crossSubscriptionRestore'] }
}

function readEncryption(vault: VaultRecord, properties: JsonObject): VaultChanges {
  if (!isObject(properties.encryption)) return {}
  // Parts that are not sent keep their value: key and identity may come in two requests.
  return { encryption: { ...vault.encryption, ...properties.encryption } }
}
