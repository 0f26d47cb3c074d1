import { describe, expect, it } from 'vitest'
import { toVault, toVaultBody } from '../../../src/azure/vault-body.js'
import { KEY, USER_IDENTITY } from '../../helpers/vaults.js'

const id = '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v1'

describe('a vault as Azure shows it', () => {
  it('is understood with identity, key, alerts and private endpoints', () => {
    const endpoint = '/subscriptions/s1/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/pe-01'
    const vault = toVault({
      id,
      name: 'v1',
      location: 'westeurope',
      identity: {
        type: 'SystemAssigned, UserAssigned',
        principalId: 'p1',
        userAssignedIdentities: { [USER_IDENTITY]: {} },
      },
      properties: {
        encryption: {
          keyVaultProperties: { keyUri: KEY },
          kekIdentity: { userAssignedIdentity: USER_IDENTITY },
          infrastructureEncryption: 'Enabled',
        },
        monitoringSettings: {
          azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled', alertsForAllFailoverIssues: 'Disabled' },
        },
        privateEndpointConnections: [{ id: `${id}/pec/1`, properties: { privateEndpoint: { id: endpoint } } }],
        securitySettings: { softDeleteSettings: { softDeleteState: 'alwaysOn', softDeleteRetentionPeriodInDays: 30 } },
        redundancySettings: { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'enabled' },
      },
    })

    expect(vault).toMatchObject({
      resourceGroup: 'rg',
      identity: { systemAssigned: true, principalId: 'p1', userAssigned: [USER_IDENTITY] },
      encryption: { keyUri: KEY, identity: USER_IDENTITY, infrastructureEncryption: true },
      alerts: { jobFailures: true, failoverIssues: false, replicationIssues: false, classicCritical: false },
      privateEndpoints: [endpoint],
      softDelete: { state: 'AlwaysON', retentionDays: 30 },
      immutability: 'Disabled',
      crossRegionRestore: true,
    })
  })

  it('has null for what a list row leaves out', () => {
    expect(toVault({ id, name: 'v1', location: 'westeurope', properties: {} })).toMatchObject({
      redundancy: null,
      crossRegionRestore: null,
      softDelete: null,
      immutability: null,
      identity: null,
      encryption: null,
      alerts: null,
      backupStorageVersion: null,
    })
  })

  it('has no identity when the type is None', () => {
    expect(toVault({ id, name: 'v1', location: 'w', identity: { type: 'None' } }).identity).toBeNull()
  })
})

describe('settings as Azure takes them', () => {
  it('hold nothing but what was named', () => {
    expect(toVaultBody({})).toEqual({})
    expect(toVaultBody({ immutability: 'Unlocked' })).toEqual({
      properties: { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } },
    })
    expect(toVaultBody({ softDelete: { retentionDays: 20 } })).toEqual({
      properties: { securitySettings: { softDeleteSettings: { softDeleteRetentionPeriodInDays: 20 } } },
    })
  })

  it('set both halves of soft delete', () => {
    expect(toVaultBody({ softDelete: { state: 'AlwaysON', retentionDays: 14 } }).properties?.securitySettings).toEqual({
      softDeleteSettings: {
        softDeleteState: 'AlwaysON',
        enhancedSecurityState: 'AlwaysON',
        softDeleteRetentionPeriodInDays: 14,
      },
    })
  })

  it('name a removed identity with null, and None when none stays', () => {
    const present = { systemAssigned: true, principalId: 'p', userAssigned: [USER_IDENTITY] }

    expect(toVaultBody({ identity: { systemAssigned: true, userAssigned: [] } }, present).identity).toEqual({
      type: 'SystemAssigned',
      userAssignedIdentities: { [USER_IDENTITY]: null },
    })
    expect(toVaultBody({ identity: { systemAssigned: false, userAssigned: [] } }, present).identity).toEqual({
      type: 'None',
    })
  })

  it('read the key with the own identity or with a user-assigned one', () => {
    const key = { keyUri: KEY, infrastructureEncryption: false }
    const kekOf = (identity: string) =>
      toVaultBody({ encryption: { ...key, identity } }).properties?.encryption?.kekIdentity

    expect(kekOf('system')).toEqual({ useSystemAssignedIdentity: true })
    expect(kekOf(USER_IDENTITY)).toEqual({ userAssignedIdentity: USER_IDENTITY })
  })
})
