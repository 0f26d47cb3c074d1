import type { Scenario } from '../scenario.js'
import { CONTAINER, protectVm, vaultAndGroup, vmFile } from '../steps.js'

const NAMED = '-n vault-a -g rg-a'
const SHOW = `backup vault backup-properties show ${NAMED}`
const SET = `backup vault backup-properties set ${NAMED}`

export const vaultSettings: Scenario = {
  name: 'vault settings',
  files: vmFile,
  steps: [
    ...vaultAndGroup,
    {
      az: SHOW,
      is: {
        '[0].properties.storageType': 'GeoRedundant',
        '[0].properties.storageTypeState': 'Unlocked',
        '[0].properties.crossRegionRestoreFlag': false,
        '[1].properties.softDeleteFeatureState': 'Enabled',
        '[1].properties.enhancedSecurityState': 'Enabled',
      },
    },
    { az: `${SET} --backup-storage-redundancy LocallyRedundant`, is: { 'properties.storageType': 'LocallyRedundant' } },
    { az: SHOW, is: { '[0].properties.storageType': 'LocallyRedundant' } },
    { az: `${SET} --cross-region-restore-flag True`, exit: 1, says: /CrossRegionRestore|Cross Region Restore/i },
    { az: `${SET} --backup-storage-redundancy GeoRedundant`, is: { 'properties.storageType': 'GeoRedundant' } },
    { az: `${SET} --cross-region-restore-flag True`, is: { 'properties.crossRegionRestoreFlag': true } },
    { az: `backup vault show ${NAMED}`, is: { 'properties.redundancySettings.crossRegionRestore': 'Enabled' } },
    { az: `${SET} --cross-region-restore-flag False`, exit: 1, says: /non-reversible storage property/ },
    {
      az: `${SET} --soft-delete-feature-state Disable`,
      is: { 'properties.softDeleteFeatureState': 'Disabled', 'properties.enhancedSecurityState': 'Enabled' },
    },
    {
      az: `${SET} --hybrid-backup-security-features Disable`,
      is: { 'properties.softDeleteFeatureState': 'Disabled', 'properties.enhancedSecurityState': 'Disabled' },
    },
    {
      az: `backup vault show ${NAMED}`,
      is: { 'properties.securitySettings.softDeleteSettings.softDeleteState': 'Disabled' },
    },
    { az: `${SET} --soft-delete-feature-state Enable`, is: { 'properties.softDeleteFeatureState': 'Enabled' } },
    {
      az: `${SET} --classic-alerts Disable`,
      is: {
        'properties.monitoringSettings.classicAlertSettings.alertsForCriticalOperations': 'Disabled',
        'properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures': 'Enabled',
      },
    },
    {
      az: `${SET} --job-failure-alerts Disable`,
      is: {
        'properties.monitoringSettings.classicAlertSettings.alertsForCriticalOperations': 'Disabled',
        'properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures': 'Disabled',
      },
    },
    { az: 'backup vault backup-properties show -n vault-none -g rg-a', exit: 1, says: /ResourceNotFound/ },
    ...protectVm,
    { az: SHOW, is: { '[0].properties.storageTypeState': 'Locked' } },
    {
      az: `${SET} --backup-storage-redundancy LocallyRedundant`,
      exit: 1,
      says: /Storage Redundancy option is locked when the first machine is registered/i,
    },
    { az: `backup item show ${CONTAINER} -n vm-a`, is: { 'properties.friendlyName': 'vm-a' } },
  ],
}
