import type { Scenario } from '../scenario.js'
import { AT, backedUpVm, CONTAINER, dailyPolicy, ITEM, VAULT, VMS_ONLY, vmFile } from '../steps.js'

const FILES = `${VAULT} -c vm-a -i vm-a -r {point}`
const SHOW = `backup recoverypoint show ${ITEM} -n {point}`
const MOVE = `backup recoverypoint move ${ITEM} --source-tier VaultStandard --destination-tier VaultArchive`
const DAILY = dailyPolicy(30).properties

export const files: Scenario = {
  name: 'file recovery',
  files: vmFile,
  steps: [
    ...backedUpVm,
    { az: `backup restore files mount-rp ${FILES}`, says: /File downloaded.*\.py/ },
    { az: SHOW, is: { 'properties.isInstantIlrSessionActive': true } },
    { az: `backup restore files mount-rp ${FILES}`, says: /File downloaded/ },
    { az: `backup restore files unmount-rp ${FILES}`, is: { '@': null } },
    { az: SHOW, is: { 'properties.isInstantIlrSessionActive': false } },
    { az: `backup restore files unmount-rp ${FILES}`, is: { '@': null } },
    { az: `backup restore files mount-rp ${VAULT} -c vm-a -i vm-a -r 1`, exit: 1, says: /NotFound/ },
  ],
}

/** Moving points to the archive takes points that are old enough and will be kept long enough. */
export const archive: Scenario = {
  name: 'archive',
  files: {
    ...vmFile,
    'years.json': {
      properties: {
        ...DAILY,
        retentionPolicy: {
          ...DAILY.retentionPolicy,
          monthlySchedule: {
            retentionScheduleFormatType: 'Daily',
            retentionScheduleDaily: { daysOfTheMonth: [{ date: 1, isLast: false }] },
            retentionTimes: [AT],
            retentionDuration: { count: 36, durationType: 'Months' },
          },
        },
      },
    },
  },
  steps: [
    ...backedUpVm,
    { az: `${MOVE} -n {point}`, exit: 1, says: /RecoveryPoint/ },
    {
      az: `backup recoverypoint list ${ITEM} --target-tier VaultArchive --is-ready-for-move false`,
      is: { 'length(@)': 1, '[0].properties.recoveryPointMoveReadinessInfo.ArchivedRP.isReadyForMove': false },
    },
    { az: `backup recoverypoint list ${ITEM} --recommended-for-archive`, is: { '@': [] } },
    { az: `backup recoverypoint list ${ITEM} --target-tier VaultArchive`, exit: 1, says: /is-ready-for-move or/ },
    { az: `backup policy create ${VAULT} ${VMS_ONLY} -n years --policy @years.json` },
    { az: `backup item set-policy ${CONTAINER} -n vm-a -p years`, is: { 'properties.status': 'Completed' } },
    {
      after: '130d',
      az: `backup recoverypoint list ${ITEM} --target-tier VaultArchive --is-ready-for-move true`,
      is: { '[0].tierType': 'VaultStandard' },
      saves: { point: '[0].name' },
    },
    { az: `backup recoverypoint list ${ITEM} --recommended-for-archive`, is: { 'length(@) > `0`': true } },
    {
      az: `${MOVE} -n {point}`,
      is: { 'properties.status': 'InProgress' },
      saves: { job: 'name' },
    },
    { az: `backup job wait ${VAULT} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: `backup recoverypoint list ${ITEM} --tier VaultArchive`, is: { '[].name | length(@)': 1 } },
    { az: 'group create -n rg-restored -l westeurope' },
    { az: 'storage account create -n stagea -g rg-a -l westeurope --sku Standard_LRS' },
    {
      az: `backup restore restore-disks ${VAULT} -c vm-a -i vm-a -r {point} --storage-account stagea --target-resource-group rg-restored`,
      exit: 1,
      says: /is in archive tier/,
    },
    {
      az: `backup restore restore-disks ${VAULT} -c vm-a -i vm-a -r {point} --storage-account stagea --target-resource-group rg-restored --rehydration-priority High --rehydration-duration 12`,
      saves: { job: 'name' },
    },
    { az: `backup job wait ${VAULT} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: 'disk list -g rg-restored', is: { 'length(@)': 3 } },
    { az: `backup recoverypoint list ${ITEM} --tier VaultStandardRehydrated`, is: { 'length(@)': 1 } },
  ],
}
