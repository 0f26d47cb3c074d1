import type { Step } from './scenario.js'

/** The vault of {@link vaultAndGroup}, as most commands name it. */
export const VAULT = '-v vault-a -g rg-a'
export const VMS_ONLY = '--backup-management-type AzureIaasVM'
/** The container of the VM `vm-a` in it. */
export const CONTAINER = `${VAULT} -c vm-a ${VMS_ONLY}`
/** The item of that VM, as the commands name it that do not name it `-n`. */
export const ITEM = `${CONTAINER} -i vm-a`

/** What an empty world needs first. */
export const vaultAndGroup: readonly Step[] = [
  { az: 'group create -n rg-a -l westeurope' },
  { az: 'backup vault create -n vault-a -g rg-a -l westeurope' },
]

/** A VM with data disks on LUN 0 and 1; the file `vm.json` of {@link vmFile} must be there. */
export function makeVm(name: string, group = 'rg-a'): Step {
  const url = `/subscriptions/{subscription}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`
  return { az: `rest --method put --url "${url}?api-version=2022-08-01" --body @vm.json`, is: { name } }
}

export const vmFile = {
  'vm.json': {
    location: 'westeurope',
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      storageProfile: {
        osDisk: { osType: 'Linux', diskSizeGB: 30 },
        dataDisks: [0, 1].map((lun) => ({ lun, diskSizeGB: 64, createOption: 'Empty' })),
      },
    },
  },
}

/** Makes and protects the VM `vm-a`; its first backup has yet to run. */
export const protectVm: readonly Step[] = [
  makeVm('vm-a'),
  {
    az: `backup protection enable-for-vm ${VAULT} --vm vm-a -p DefaultPolicy`,
    is: { 'properties.operation': 'ConfigureBackup', 'properties.status': 'Completed' },
  },
]

/** Gives it one recovery point, `{point}`, in the vault. */
export const backUpVm: readonly Step[] = [
  { az: `backup protection backup-now ${ITEM}`, saves: { backup: 'name' } },
  { az: `backup job wait ${VAULT} -n {backup}`, is: { 'properties.status': 'Completed' } },
  { az: `backup recoverypoint list ${ITEM}`, saves: { point: '[0].name' } },
]

export const protectedVm: readonly Step[] = [...vaultAndGroup, ...protectVm]
export const backedUpVm: readonly Step[] = [...protectedVm, ...backUpVm]

/** Start of the backups of test policies. */
export const AT = '2026-01-01T22:00:00.000Z'

/** A standard policy of a backup a day, kept for so many days. */
export const dailyPolicy = (count: number) => ({
  properties: {
    backupManagementType: 'AzureIaasVM',
    instantRpRetentionRangeInDays: 2,
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: [AT],
    },
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy',
      dailySchedule: { retentionTimes: [AT], retentionDuration: { count, durationType: 'Days' } },
    },
    timeZone: 'UTC',
  },
})
