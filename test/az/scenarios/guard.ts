import type { Scenario } from '../scenario.js'
import { backedUpVm, CONTAINER, dailyPolicy, ITEM, VMS_ONLY, vmFile } from '../steps.js'

const NAMED = '-n vault-a -g rg-a'
const GUARD =
  '/subscriptions/{subscription}/resourceGroups/rg-guard/providers/Microsoft.DataProtection/resourceGuards/guard-a'
const MAPPING = 'backup vault resource-guard-mapping'

export const guard: Scenario = {
  name: 'resource guard',
  files: { ...vmFile, 'fortnight.json': dailyPolicy(14), 'week.json': dailyPolicy(7) },
  steps: [
    ...backedUpVm,
    { az: `${MAPPING} show ${NAMED}`, exit: 3 },
    { az: `${MAPPING} delete ${NAMED} --yes`, exit: 3, says: /does not have any Resource Guard Mapping/ },
    {
      az: `${MAPPING} update ${NAMED} --resource-guard-id ${GUARD}`,
      is: { name: 'VaultProxy', 'properties.resourceGuardResourceId': /guard-a$/ },
    },
    {
      az: `${MAPPING} show ${NAMED}`,
      is: {
        'length(properties.resourceGuardOperationDetails) > `5`': true,
        'properties.resourceGuardOperationDetails[0].defaultResourceRequest': /resourceGuards\/guard-a\//,
      },
    },
    { az: `backup vault show ${NAMED}`, is: { 'properties.securitySettings.multiUserAuthorization': 'Enabled' } },
    { az: `backup item set-policy ${CONTAINER} -n vm-a -p EnhancedPolicy`, is: { 'properties.status': 'Completed' } },
    {
      az: `backup policy create -v vault-a -g rg-a ${VMS_ONLY} -n short --policy @fortnight.json`,
      is: { 'properties.retentionPolicy.dailySchedule.retentionDuration.count': 14 },
    },
    {
      az: 'backup policy set -v vault-a -g rg-a -n short --policy @week.json',
      is: { 'properties.retentionPolicy.dailySchedule.retentionDuration.count': 7 },
    },
    // az 2.45 sends no approval with it; guards of today ask for one.
    { az: `backup protection disable ${ITEM} --yes`, exit: 1, says: /ResourceGuard Operation requestid/ },
    {
      az: `backup protection disable ${ITEM} --delete-backup-data true --yes`,
      is: { 'properties.operation': 'DeleteBackupData' },
    },
    { az: `backup protection undelete ${ITEM}`, is: { 'properties.status': 'Completed' } },
    {
      az: `backup vault backup-properties set ${NAMED} --soft-delete-feature-state Disable`,
      is: { 'properties.softDeleteFeatureState': 'Disabled' },
    },
    {
      az: `${MAPPING} update ${NAMED} --resource-guard-id ${GUARD.replace('guard-a', 'guard-b')}`,
      is: { 'properties.resourceGuardResourceId': /guard-b$/ },
    },
    { az: `${MAPPING} delete ${NAMED} --yes`, is: { '@': null } },
    { az: `${MAPPING} show ${NAMED}`, exit: 3 },
  ],
}
