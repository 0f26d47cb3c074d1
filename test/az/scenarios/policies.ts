import type { Scenario } from '../scenario.js'
import { AT, CONTAINER, dailyPolicy, makeVm, protectedVm, VAULT, VMS_ONLY, vmFile } from '../steps.js'

const days = (count: number) => ({ retentionTimes: [AT], retentionDuration: { count, durationType: 'Days' } })
const ENHANCED = {
  properties: {
    backupManagementType: 'AzureIaasVM',
    policyType: 'V2',
    instantRpRetentionRangeInDays: 7,
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: 'Hourly',
      hourlySchedule: { interval: 4, scheduleWindowStartTime: AT, scheduleWindowDuration: 8 },
    },
    retentionPolicy: { retentionPolicyType: 'LongTermRetentionPolicy', dailySchedule: days(30) },
    timeZone: 'W. Europe Standard Time',
  },
}
const LONG_TERM = {
  properties: {
    ...ENHANCED.properties,
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: 'Daily',
      dailySchedule: { scheduleRunTimes: [AT] },
    },
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy',
      dailySchedule: days(30),
      monthlySchedule: {
        retentionScheduleFormatType: 'Weekly',
        retentionScheduleWeekly: { daysOfTheWeek: ['Sunday'], weeksOfTheMonth: ['First'] },
        retentionTimes: [AT],
        retentionDuration: { count: 24, durationType: 'Months' },
      },
    },
    tieringPolicy: { ArchivedRP: { tieringMode: 'TierAfter', duration: 3, durationType: 'Months' } },
  },
}
const CREATE = `backup policy create ${VAULT} ${VMS_ONLY}`

export const policies: Scenario = {
  name: 'policies',
  files: {
    ...vmFile,
    'daily.json': dailyPolicy(30),
    'shorter.json': dailyPolicy(14),
    'two-days.json': dailyPolicy(2),
    'enhanced.json': ENHANCED,
    'long-term.json': LONG_TERM,
  },
  steps: [
    ...protectedVm,
    {
      az: `backup policy get-default-for-vm ${VAULT}`,
      is: {
        name: 'DefaultPolicy',
        'properties.schedulePolicy.scheduleRunFrequency': 'Daily',
        'properties.retentionPolicy.dailySchedule.retentionDuration.count': 30,
        'properties.instantRpRetentionRangeInDays': 2,
        'properties.protectedItemsCount': 1,
        'properties.policyType': null,
      },
    },
    {
      az: `backup policy show ${VAULT} -n EnhancedPolicy`,
      is: { 'properties.policyType': 'V2', 'properties.schedulePolicy.hourlySchedule.interval': 4 },
    },
    { az: `backup policy show ${VAULT} -n none`, exit: 3, says: /NotFound/ },
    {
      az: `backup policy list ${VAULT}`,
      is: { 'sort([].name)': ['DefaultPolicy', 'EnhancedPolicy', 'HourlyLogBackup'] },
    },
    {
      az: `backup policy list ${VAULT} ${VMS_ONLY} -o table`,
      prints: /DefaultPolicy\s+rg-a\s+AzureIaasVM/,
    },
    { az: `backup policy list ${VAULT} --policy-sub-type Enhanced`, is: { '[].name': ['EnhancedPolicy'] } },
    {
      az: `backup policy list ${VAULT} --workload-type VM --policy-sub-type Standard`,
      is: { '[].name': ['DefaultPolicy'] },
    },
    { az: `${CREATE} -n daily-2200 --policy @daily.json`, is: { name: 'daily-2200', 'properties.timeZone': 'UTC' } },
    {
      az: `${CREATE} -n hourly-2200 --policy @enhanced.json`,
      is: {
        'properties.policyType': 'V2',
        'properties.timeZone': 'W. Europe Standard Time',
        'properties.schedulePolicy.hourlySchedule.scheduleWindowDuration': 8,
      },
    },
    {
      az: `${CREATE} -n long-term --policy @long-term.json`,
      is: { 'properties.tieringPolicy.ArchivedRP.tieringMode': 'TierAfter' },
    },
    { az: `${CREATE} -n two-days --policy @two-days.json`, exit: 1, says: /BMSUserErrorInvalidPolicyInput/ },
    {
      az: `backup policy list ${VAULT} --move-to-archive-tier Enabled ${VMS_ONLY}`,
      is: { '[].name': ['long-term'] },
    },
    {
      az: `backup policy set ${VAULT} -n daily-2200 --policy @shorter.json`,
      is: { 'properties.retentionPolicy.dailySchedule.retentionDuration.count': 14 },
    },
    { az: `backup policy show ${VAULT} -n daily-2200`, into: 'shown.json' },
    { az: `backup policy set ${VAULT} --policy @shown.json`, is: { name: 'daily-2200' } },
    {
      az: `backup item set-policy ${CONTAINER} -n vm-a -p daily-2200`,
      is: { 'properties.operation': 'ConfigureBackup', 'properties.status': 'Completed' },
    },
    {
      az: `backup policy list-associated-items ${VAULT} -n daily-2200 ${VMS_ONLY}`,
      is: { '[].properties.friendlyName': ['vm-a'] },
    },
    {
      az: `backup policy list-associated-items ${VAULT} -n DefaultPolicy ${VMS_ONLY}`,
      is: { '@': [] },
    },
    { az: `backup policy delete ${VAULT} -n daily-2200`, exit: 1, says: /BMSUserErrorPolicyObjectInUse/ },
    { az: `backup policy delete ${VAULT} -n long-term`, is: { '@': null } },
    { az: `backup policy show ${VAULT} -n long-term`, exit: 3 },
    {
      az: `backup item set-policy ${CONTAINER} -n vm-a -p hourly-2200`,
      is: { 'properties.status': 'Completed' },
    },
    {
      az: `backup item set-policy ${CONTAINER} -n vm-a -p DefaultPolicy`,
      exit: 1,
      says: /BMSUserErrorInvalidPolicyForGivenProvider/,
    },
    {
      az: `backup item set-policy ${CONTAINER} -n vm-a -p HourlyLogBackup`,
      exit: 1,
      says: /policy type should match/,
    },
    { az: `backup policy delete ${VAULT} -n daily-2200`, is: { '@': null } },
    makeVm('vm-b'),
    {
      az: `backup protection enable-for-vm ${VAULT} --vm vm-b -p HourlyLogBackup`,
      exit: 1,
      says: /policy type should match/,
    },
  ],
}
