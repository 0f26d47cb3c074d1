import { armId } from '../../src/core/arm-id.js'
import type { ProtectedItem } from '../../src/model/item.js'
import type { Disk, Machine } from '../../src/model/machine.js'
import type { Policy } from '../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../src/model/policy-templates.js'
import type { Vault } from '../../src/model/vault.js'

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'

export function aDisk(changes: Partial<Disk> = {}): Disk {
  const name = changes.name ?? 'disk-os'
  return {
    lun: -1,
    name,
    id: armId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-app/providers/Microsoft.Compute/disks/${name}`),
    sizeGb: 127,
    sku: 'Premium_LRS',
    caching: 'ReadOnly',
    writeAccelerator: false,
    shared: false,
    ephemeral: false,
    keyId: null,
    securedKeyId: null,
    storageAccount: null,
    ...changes,
  }
}

/** A VM with nothing special about it: every kind of policy fits. */
export function aMachine(changes: Partial<Machine> = {}): Machine {
  const { name = 'web-01', resourceGroup = 'rg-app', subscriptionId = SUBSCRIPTION } = changes
  return {
    id: armId(
      `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`,
    ),
    name,
    resourceGroup,
    subscriptionId,
    location: 'westeurope',
    zones: [],
    tags: {},
    size: 'Standard_D2s_v5',
    osType: 'Linux',
    securityType: 'None',
    provisioningState: 'Succeeded',
    scaleSetId: null,
    disks: [aDisk()],
    power: 'running',
    agent: 'ready',
    ...changes,
  }
}

/** A vault as Azure makes it, nothing protected yet. */
export function aVault(changes: Partial<Vault> = {}): Vault {
  const { name = 'rsv-weu', resourceGroup = 'rg-backup', subscriptionId = SUBSCRIPTION } = changes
  return {
    id: armId(
      `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${name}`,
    ),
    name,
    resourceGroup,
    subscriptionId,
    location: 'westeurope',
    tags: {},
    provisioningState: 'Succeeded',
    redundancy: 'GeoRedundant',
    crossRegionRestore: false,
    softDelete: { state: 'Enabled', retentionDays: 14 },
    immutability: 'Disabled',
    publicNetworkAccess: true,
    crossSubscriptionRestore: 'Enabled',
    multiUserAuthorization: false,
    identity: null,
    encryption: null,
    alerts: {
      jobFailures: true,
      replicationIssues: true,
      failoverIssues: true,
      classicCritical: true,
      classicSiteRecoveryEmail: true,
    },
    privateEndpoints: [],
    backupStorageVersion: 'Unassigned',
    ...changes,
  }
}

export function aPolicy(name: string, changes: Partial<Policy> = {}): Policy {
  const vault = aVault()
  return {
    id: armId(`${vault.id}/backupPolicies/${name}`),
    name,
    vaultId: vault.id,
    vaultName: vault.name,
    spec: POLICY_TEMPLATES.standard,
    itemCount: null,
    ...changes,
  }
}

/** The item of a VM in a vault, protected with a policy. */
export function anItem(
  machine: Machine,
  changes: Partial<ProtectedItem> & { vault?: Vault; policy?: Policy } = {},
): ProtectedItem {
  const { vault = aVault(), policy = aPolicy('standard-2200'), ...rest } = changes
  const names = `iaasvmcontainerv2;${machine.resourceGroup};${machine.name}`.toLowerCase()
  return {
    id: armId(
      `${vault.id}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${names}/protectedItems/VM;${names}`,
    ),
    name: `VM;${names}`,
    containerName: names,
    vaultId: vault.id,
    vaultName: vault.name,
    machineId: machine.id,
    machineName: machine.name,
    machineResourceGroup: machine.resourceGroup,
    state: 'Protected',
    health: 'Passed',
    policyId: policy.id,
    policyName: policy.name,
    lastBackupStatus: 'Completed',
    lastBackupTime: null,
    lastPointTime: null,
    softDelete: null,
    disks: null,
    ...rest,
  }
}
