import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, numberOf, objectOf, textOf } from '../../json.js'
import type { VaultRecord } from '../../service/model.js'
import { pairedRegion } from '../../service/region-pairs.js'
import {
  crossRegionImpossible,
  redundancyByVaultApi,
  redundancyLocked,
  softDeleteByVaultApi,
  softDeleteLocked,
} from '../recovery-services/errors.js'
import { requireVault } from '../recovery-services/state.js'
import { requireApproval } from './approval.js'
import { parameterInvalid } from './errors.js'

const STATES = ['Enabled', 'Disabled', 'AlwaysON']

/** GET of soft-delete settings. */
export function getVaultConfig(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: vaultConfigBody(requireVault(ctx, call)) }
}

/** PUT and PATCH of soft-delete settings: 200 with the body. */
export function putVaultConfig(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const sent = objectOf(call.body.properties)
  const next = {
    state: textOf(sent.softDeleteFeatureState) ?? vault.softDelete.state,
    enhanced: textOf(sent.enhancedSecurityState) ?? vault.softDelete.enhanced,
    days: numberOf(sent.softDeleteRetentionPeriodInDays) || vault.softDelete.days,
  }
  if (!STATES.includes(next.state)) throw parameterInvalid('softDeleteFeatureState')
  if (!STATES.includes(next.enhanced)) throw parameterInvalid('enhancedSecurityState')
  if (next.days < 14 || next.days > 180) throw parameterInvalid('softDeleteRetentionPeriodInDays')
  const isWeaker = next.state === 'Disabled' || next.enhanced === 'Disabled'
  if (isWeaker && vault.softDelete.state === 'AlwaysON') throw softDeleteLocked()
  if (ctx.state.softDeleteProfile === 'current' && next.state !== vault.softDelete.state) throw softDeleteByVaultApi()
  if (isWeaker) requireApproval(ctx, call, { vault, kinds: ['disableSoftDeleteRequests'] })
  vault.softDelete = next
  return { status: 200, body: vaultConfigBody(vault) }
}

/** GET of storage settings. */
export function getStorageConfig(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: storageConfigBody(requireVault(ctx, call)) }
}

/** PUT (200 with the body) and PATCH (204) of storage settings. */
export function putStorageConfig(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const sent = objectOf(call.body.properties)
  const redundancy = textOf(sent.storageModelType) ?? textOf(sent.storageType) ?? vault.redundancy
  const flag = sent.crossRegionRestoreFlag
  const crossRegion = typeof flag === 'boolean' ? (flag ? 'Enabled' : 'Disabled') : vault.crossRegionRestore
  if (!['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant'].includes(redundancy))
    throw parameterInvalid('storageModelType')
  if (vault.redundancyByVaultApi) throw redundancyByVaultApi()
  const hasItems = vault.storageVersion !== 'Unassigned'
  if (hasItems && redundancy !== vault.redundancy) throw redundancyLocked()
  if (crossRegion === 'Enabled' && (redundancy !== 'GeoRedundant' || !pairedRegion(vault.location)))
    throw crossRegionImpossible()
  if (hasItems && crossRegion === 'Disabled' && vault.crossRegionRestore === 'Enabled') throw redundancyLocked()
  vault.redundancy = redundancy
  vault.crossRegionRestore = crossRegion
  return call.method === 'PATCH' ? { status: 204 } : { status: 200, body: storageConfigBody(vault) }
}

/** GET of encryption settings. */
export function getEncryptionConfig(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: encryptionBody(requireVault(ctx, call)) }
}

/** PUT of encryption settings: the older way to a customer-managed key. */
export function putEncryptionConfig(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const sent = objectOf(call.body.properties)
  if (sent.encryptionAtRestType !== 'CustomerManaged') throw parameterInvalid('encryptionAtRestType')
  vault.encryption = {
    keyVaultProperties: { keyUri: sent.keyUri },
    kekIdentity: identityOf(sent),
    infrastructureEncryption: sent.infrastructureEncryptionState ?? 'Disabled',
  }
  return { status: 200, body: encryptionBody(vault) }
}

function identityOf({ userAssignedIdentity, useSystemAssignedIdentity }: JsonObject): JsonObject {
  return userAssignedIdentity
    ? { userAssignedIdentity, useSystemAssignedIdentity: false }
    : { useSystemAssignedIdentity: useSystemAssignedIdentity ?? true }
}

function vaultConfigBody(vault: VaultRecord): JsonObject {
  return child(vault, 'backupconfig', 'vaultconfig', {
    enhancedSecurityState: vault.softDelete.enhanced,
    softDeleteFeatureState: vault.softDelete.state,
    softDeleteRetentionPeriodInDays: vault.softDelete.days,
    isSoftDeleteFeatureStateEditable: true,
  })
}

function storageConfigBody(vault: VaultRecord): JsonObject {
  return child(vault, 'backupstorageconfig', 'vaultstorageconfig', {
    storageModelType: vault.redundancy,
    storageType: vault.redundancy,
    storageTypeState: vault.storageVersion === 'Unassigned' ? 'Unlocked' : 'Locked',
    dedupState: 'Disabled',
    xcoolState: 'Disabled',
    crossRegionRestoreFlag: vault.crossRegionRestore === 'Enabled',
  })
}

function encryptionBody(vault: VaultRecord): JsonObject {
  const identity = objectOf(vault.encryption?.kekIdentity)
  const isSystem = identity.useSystemAssignedIdentity === true
  const properties = vault.encryption
    ? {
        ...(isSystem ? {} : { userAssignedIdentity: identity.userAssignedIdentity }),
        useSystemAssignedIdentity: isSystem,
        encryptionAtRestType: 'CustomerManaged',
        keyUri: objectOf(vault.encryption.keyVaultProperties).keyUri,
        subscriptionId: '',
        lastUpdateStatus: 'Succeeded',
        infrastructureEncryptionState: vault.encryption.infrastructureEncryption ?? 'Disabled',
      }
    : {
        useSystemAssignedIdentity: true,
        encryptionAtRestType: 'MicrosoftManaged',
        lastUpdateStatus: 'NotEnabled',
        infrastructureEncryptionState: 'Disabled',
      }
  return child(vault, 'backupEncryptionConfigs', 'backupResourceEncryptionConfig', properties)
}

function child(vault: VaultRecord, type: string, name: string, properties: JsonObject): JsonObject {
  return { id: `${vault.id}/${type}/${name}`, name, type: `Microsoft.RecoveryServices/vaults/${type}`, properties }
}
