import { armId } from '../../src/core/arm-id.js'
import type { ProtectedItem } from '../../src/model/item.js'
import type { Job, JobPhase } from '../../src/model/job.js'
import type { Machine } from '../../src/model/machine.js'

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001'
const VAULT = `${SUBSCRIPTION}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-contoso`

/** A running backup of web-01, unless said otherwise. */
export function jobOf(over: Partial<Job> = {}): Job {
  const name = over.name ?? '2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10'
  return {
    id: armId(`${VAULT}/backupJobs/${name}`),
    name,
    vaultId: armId(VAULT),
    vaultName: 'vault-contoso',
    secondaryRegion: null,
    operation: 'Backup',
    status: 'InProgress',
    machineName: 'web-01',
    containerName: 'iaasvmcontainerv2;rg-app;web-01',
    startTime: '2026-03-02T09:00:00.000Z',
    endTime: null,
    durationMs: 0,
    cancellable: true,
    phases: null,
    percent: null,
    estimatedRemainingMs: null,
    errors: [],
    properties: {},
    ...over,
  }
}

export function phase(name: string, status: string): JobPhase {
  return { name, status, startTime: null, endTime: null, durationMs: 0, detail: null }
}

/** A small Linux VM in rg-app, in westeurope. */
export function machineOf(name: string, over: Partial<Machine> = {}): Machine {
  return {
    id: armId(`${SUBSCRIPTION}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/${name}`),
    name,
    resourceGroup: 'rg-app',
    subscriptionId: SUBSCRIPTION.slice('/subscriptions/'.length),
    location: 'westeurope',
    zones: [],
    tags: {},
    size: 'Standard_D2s_v5',
    osType: 'Linux',
    securityType: 'None',
    provisioningState: 'Succeeded',
    scaleSetId: null,
    disks: [],
    power: null,
    agent: null,
    ...over,
  }
}

/** The item of that VM in vault-contoso, backed up once. */
export function itemOf(machine: Machine, over: Partial<ProtectedItem> = {}): ProtectedItem {
  const core = `iaasvmcontainerv2;${machine.resourceGroup};${machine.name}`
  return {
    id: armId(`${VAULT}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${core}/protectedItems/VM;${core}`),
    name: `VM;${core}`,
    containerName: core,
    vaultId: armId(VAULT),
    vaultName: 'vault-contoso',
    machineId: machine.id,
    machineName: machine.name,
    machineResourceGroup: machine.resourceGroup,
    state: 'Protected',
    health: 'Passed',
    policyId: armId(`${VAULT}/backupPolicies/DefaultPolicy`),
    policyName: 'DefaultPolicy',
    lastBackupStatus: 'Completed',
    lastBackupTime: '2026-03-01T22:00:00.000Z',
    lastPointTime: '2026-03-01T22:00:05.000Z',
    softDelete: null,
    disks: null,
    ...over,
  }
}
