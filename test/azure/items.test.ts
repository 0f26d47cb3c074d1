import { describe, expect, it } from 'vitest'
import { findItem, findProtection, itemRef, itemRefOf, listItems } from '../../src/azure/items.js'
import { listDiskFacts, listMachines, listRunStates } from '../../src/azure/machines.js'
import { aMachine, aVault, SUBSCRIPTION } from '../helpers/machines.js'
import { ARM, scriptAzure } from '../helpers/scripted-azure.js'

const VAULT = aVault()
const NAMES = 'iaasvmcontainerv2;rg-app;web-01'
const ITEM_ID = `${VAULT.id}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${NAMES}/protectedItems/VM;${NAMES}`
const MACHINE_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/RG-App/providers/Microsoft.Compute/virtualMachines/Web-01`

/** An item as api 2024-04-01 shows it. */
const row = (properties: object = {}) => ({
  id: ITEM_ID,
  name: `VM;${NAMES}`,
  type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
  properties: {
    friendlyName: 'Web-01',
    virtualMachineId: MACHINE_ID,
    protectionStatus: 'Healthy',
    protectionState: 'IRPending',
    healthStatus: 'Passed',
    lastBackupStatus: '',
    lastBackupTime: '2001-01-01T00:00:00Z',
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    backupManagementType: 'AzureIaasVM',
    workloadType: 'VM',
    containerName: NAMES,
    sourceResourceId: MACHINE_ID,
    policyId: `${VAULT.id}/backupPolicies/standard-2200`,
    policyName: 'standard-2200',
    isArchiveEnabled: false,
    softDeleteRetentionPeriod: 0,
    ...properties,
  },
})

describe('reading items', () => {
  it('maps a new item: no backup yet is null, not the year 2001', async () => {
    const { session } = scriptAzure([{ body: row() }])

    const item = await findItem(session, itemRefOf(VAULT, aMachine()))

    expect(item).toEqual({
      id: ITEM_ID,
      name: `VM;${NAMES}`,
      containerName: NAMES,
      vaultId: VAULT.id,
      vaultName: 'rsv-weu',
      machineId: MACHINE_ID,
      machineName: 'Web-01',
      machineResourceGroup: 'RG-App',
      state: 'IRPending',
      health: 'Passed',
      policyId: `${VAULT.id}/backupPolicies/standard-2200`,
      policyName: 'standard-2200',
      lastBackupStatus: null,
      lastBackupTime: null,
      lastPointTime: null,
      softDelete: null,
      disks: null,
    })
  })

  it.each([
    ['softDeleteRetentionPeriod', { softDeleteRetentionPeriod: 20 }, '2026-03-22T10:00:00.000Z'],
    [
      'softDeleteRetentionPeriodInDays',
      { softDeleteRetentionPeriod: undefined, softDeleteRetentionPeriodInDays: 30 },
      '2026-04-01T10:00:00.000Z',
    ],
    ['no days at all', { softDeleteRetentionPeriod: undefined }, '2026-03-16T10:00:00.000Z'],
  ])('counts the purge from the time of the delete, with %s', async (_, days, purgeTime) => {
    const deleted = {
      protectionState: 'ProtectionStopped',
      policyId: '',
      policyName: '',
      isScheduledForDeferredDelete: true,
      deferredDeleteTimeInUTC: '2026-03-02T10:00:00Z',
      ...days,
    }
    const { session } = scriptAzure([{ body: row(deleted) }])

    const item = await findItem(session, itemRefOf(VAULT, aMachine()))

    expect(item).toMatchObject({ policyId: null, policyName: null })
    expect(item?.softDelete).toEqual({ deletedTime: '2026-03-02T10:00:00.000Z', purgeTime })
  })

  it('reads the choice of disks, and takes an unknown state for broken', async () => {
    const extendedProperties = { diskExclusionProperties: { diskLunList: [2, 0], isInclusionList: false } }
    const { session } = scriptAzure([{ body: row({ extendedProperties, protectionState: 'SomethingNew' }) }])

    const item = await findItem(session, itemRefOf(VAULT, aMachine()))

    expect(item).toMatchObject({ disks: { mode: 'exclude', luns: [0, 2] }, state: 'Invalid' })
  })

  it('is undefined when the vault has no such item', async () => {
    const error = { code: 'BMSUserErrorDataSourceObjectNotFound', message: 'Item not found.' }
    const { session } = scriptAzure([{ status: 404, body: { error } }])

    expect(await findItem(session, itemRefOf(VAULT, aMachine()))).toBeUndefined()
  })

  it('lists all pages, asks for VMs only, and leaves out what is none', async () => {
    const sql = { ...row(), properties: { protectedItemType: 'AzureVmWorkloadSQLDatabase' } }
    const { session, sent } = scriptAzure([
      { body: { value: [row(), sql], nextLink: `${ARM}${VAULT.id}/backupProtectedItems?$skiptoken=2` } },
      { body: { value: [row({ friendlyName: 'web-02' })] } },
    ])

    const items = await listItems(session, VAULT)

    expect(items.map((item) => item.machineName)).toEqual(['Web-01', 'web-02'])
    expect(decodeURIComponent(sent[0]?.url ?? '')).toContain(
      "$filter=backupManagementType eq 'AzureIaasVM' and itemType eq 'VM'",
    )
  })

  it('uses the names of a known item untouched, and builds new ones in lower case', async () => {
    const { session } = scriptAzure([{ body: { ...row(), id: ITEM_ID.replaceAll('rg-app;web-01', 'RG-App;Web-01') } }])
    const built = itemRefOf(VAULT, aMachine({ resourceGroup: 'RG-App', name: 'Web-01' }))

    const item = await findItem(session, built)

    expect(built).toMatchObject({ container: `IaasVMContainer;${NAMES}`, item: `VM;${NAMES}` })
    expect(item && itemRef(item)).toMatchObject({
      container: 'IaasVMContainer;iaasvmcontainerv2;RG-App;Web-01',
      item: 'VM;iaasvmcontainerv2;RG-App;Web-01',
    })
  })
})

describe('looking up the protection of a VM', () => {
  it('finds the vault and the names that Azure uses', async () => {
    const body = {
      protectionStatus: 'Protected',
      vaultId: VAULT.id,
      fabricName: 'Azure',
      containerName: `iaasvmcontainer;${NAMES}`,
      protectedItemName: `vm;${NAMES}`,
    }
    const { session, sent } = scriptAzure([{ body }])

    const ref = await findProtection(session, aMachine())

    expect(ref).toEqual({
      vault: { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-backup', name: 'rsv-weu' },
      container: `iaasvmcontainer;${NAMES}`,
      item: `vm;${NAMES}`,
    })
    expect(sent).toMatchObject([{ method: 'POST', body: { resourceType: 'VM', resourceId: aMachine().id } }])
  })

  it('is undefined for a VM that no vault protects', async () => {
    const { session } = scriptAzure([{ body: { protectionStatus: 'NotProtected', protectedItemsCount: 0 } }])

    expect(await findProtection(session, aMachine())).toBeUndefined()
  })
})

describe('reading VMs', () => {
  const vm = {
    id: MACHINE_ID,
    name: 'Web-01',
    location: 'westeurope',
    tags: { env: 'prod' },
    zones: ['2'],
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      provisioningState: 'Succeeded',
      securityProfile: { securityType: 'TrustedLaunch' },
      storageProfile: {
        osDisk: {
          osType: 'Linux',
          name: 'os',
          createOption: 'FromImage',
          caching: 'ReadWrite',
          diffDiskSettings: { option: 'Local' },
          managedDisk: { id: '/subscriptions/s/x' },
        },
        dataDisks: [
          {
            lun: 4,
            name: 'log',
            createOption: 'Empty',
            vhd: { uri: 'https://stcontoso.blob.core.windows.net/vhds/log.vhd' },
          },
        ],
      },
    },
  }

  it('maps size, security, and disks by LUN, without a run state in lists', async () => {
    const { session } = scriptAzure([{ body: { value: [vm] } }])

    const [machine] = await listMachines(session, SUBSCRIPTION)

    expect(machine).toMatchObject({
      name: 'Web-01',
      resourceGroup: 'RG-App',
      securityType: 'TrustedLaunch',
      power: null,
      agent: null,
      zones: ['2'],
    })
    expect(machine?.disks).toMatchObject([
      { lun: -1, name: 'os', ephemeral: true, caching: 'ReadWrite', sku: null, shared: null },
      { lun: 4, name: 'log', id: null, storageAccount: 'stcontoso' },
    ])
  })

  it('reads run states and disk facts in one list each', async () => {
    const instanceView = {
      vmAgent: { statuses: [{ code: 'ProvisioningState/Unavailable', displayStatus: 'Not Ready' }] },
      statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/running' }],
    }
    const disk = {
      id: '/subscriptions/S/Disk',
      location: 'westeurope',
      sku: { name: 'UltraSSD_LRS' },
      properties: { diskSizeGB: 64, maxShares: 2 },
    }
    const { session, sent } = scriptAzure([
      { body: { value: [{ ...vm, properties: { instanceView } }] } },
      { body: { value: [disk] } },
    ])

    const states = await listRunStates(session, SUBSCRIPTION)
    const facts = await listDiskFacts(session, SUBSCRIPTION)

    expect(sent[0]?.url).toContain('statusOnly=true')
    expect([...states.values()]).toEqual([{ power: 'running', agent: 'notReady' }])
    expect(facts.get('/subscriptions/s/disk')).toEqual({ sku: 'UltraSSD_LRS', sizeGb: 64, shared: true })
  })
})
