import type { Scenario } from '../scenario.js'
import { CONTAINER, ITEM, makeVm, VAULT, VMS_ONLY, vaultAndGroup, vmFile } from '../steps.js'

const UPDATE = `backup protection update-for-vm ${VAULT} -c vm-a -i vm-a`
const SHOW = `backup item show ${CONTAINER} -n vm-a`
const CHOICE = 'properties.extendedProperties.diskExclusionProperties'

export const disks: Scenario = {
  name: 'disk exclusion',
  files: vmFile,
  steps: [
    ...vaultAndGroup,
    makeVm('vm-a'),
    {
      az: `backup protection enable-for-vm ${VAULT} --vm vm-a -p DefaultPolicy --disk-list-setting exclude --diskslist 1`,
      is: { 'properties.status': 'Completed' },
    },
    { az: SHOW, is: { [`${CHOICE}.isInclusionList`]: false, [`${CHOICE}.diskLunList`]: [1] } },
    { az: `backup protection backup-now ${ITEM}`, saves: { job: 'name' } },
    {
      az: `backup job wait ${VAULT} -n {job}`,
      is: { 'properties.extendedInfo.propertyBag."Excluded disk(s)"': /./, 'properties.status': 'Completed' },
    },
    {
      az: `backup recoverypoint list ${ITEM}`,
      is: {
        '[0].properties.recoveryPointDiskConfiguration.numberOfDisksIncludedInBackup': 2,
        '[0].properties.recoveryPointDiskConfiguration.numberOfDisksAttachedToVm': 3,
      },
      saves: { point: '[0].name' },
    },
    {
      az: `backup recoverypoint show ${ITEM} -n {point}`,
      is: {
        'properties.recoveryPointDiskConfiguration.includedDiskList[].lun': [-1, 0],
        'properties.recoveryPointDiskConfiguration.excludedDiskList[].lun': [1],
      },
    },
    { az: `${UPDATE} --disk-list-setting include --diskslist 0`, is: { 'properties.status': 'Completed' } },
    { az: SHOW, is: { [`${CHOICE}.isInclusionList`]: true, [`${CHOICE}.diskLunList`]: [0] } },
    { az: `${UPDATE} --exclude-all-data-disks true`, is: { 'properties.status': 'Completed' } },
    { az: SHOW, is: { [`${CHOICE}.isInclusionList`]: true, [`${CHOICE}.diskLunList`]: [] } },
    {
      az: `backup item set-policy ${CONTAINER} -n vm-a -p EnhancedPolicy`,
      is: { 'properties.status': 'Completed' },
    },
    { az: SHOW, is: { [`${CHOICE}.diskLunList`]: [], 'properties.policyName': 'EnhancedPolicy' } },
    { az: `${UPDATE} --disk-list-setting resetexclusionsettings`, is: { 'properties.status': 'Completed' } },
    { az: SHOW, is: { [CHOICE]: null } },
    { az: `${UPDATE} --disk-list-setting include`, exit: 1, says: /provide LUNs/ },
    {
      az: `${UPDATE} --disk-list-setting include --diskslist 0 --exclude-all-data-disks true`,
      exit: 1,
      says: /provided together/,
    },
    makeVm('vm-b'),
    { az: `backup protection enable-for-vm ${VAULT} --vm vm-b -p DefaultPolicy --exclude-all-data-disks true` },
    {
      az: `backup item show ${VAULT} -c vm-b -n vm-b ${VMS_ONLY}`,
      is: { [`${CHOICE}.diskLunList`]: [], [`${CHOICE}.isInclusionList`]: true },
    },
  ],
}
