import { isoOf } from '../clock.js'
import type { JsonObject } from '../json.js'
import type { PolicyRecord } from './model.js'

/** Policies of a new vault; the date part of their times is the day the vault was made. Source: recordings of 2024. */
export function builtInPolicies(nowMs: number): PolicyRecord[] {
  const day = isoOf(nowMs).slice(0, 10)
  const half = `${day}T16:30:00Z`
  const morning = `${day}T08:00:00Z`
  return [
    policy('HourlyLogBackup', sqlProperties(half)),
    policy('DefaultPolicy', {
      backupManagementType: 'AzureIaasVM',
      instantRPDetails: {},
      schedulePolicy: dailySchedule(half),
      retentionPolicy: thirtyDays(half),
      instantRpRetentionRangeInDays: 2,
      timeZone: 'UTC',
    }),
    policy('EnhancedPolicy', {
      backupManagementType: 'AzureIaasVM',
      policyType: 'V2',
      instantRPDetails: {},
      schedulePolicy: {
        schedulePolicyType: 'SimpleSchedulePolicyV2',
        scheduleRunFrequency: 'Hourly',
        hourlySchedule: { interval: 4, scheduleWindowStartTime: morning, scheduleWindowDuration: 12 },
      },
      retentionPolicy: thirtyDays(morning),
      instantRpRetentionRangeInDays: 2,
      timeZone: 'UTC',
    }),
  ]
}

function policy(name: string, properties: JsonObject): PolicyRecord {
  return { key: name.toLowerCase(), name, properties, revision: 1 }
}

function dailySchedule(time: string): JsonObject {
  return {
    schedulePolicyType: 'SimpleSchedulePolicy',
    scheduleRunFrequency: 'Daily',
    scheduleRunTimes: [time],
    scheduleWeeklyFrequency: 0,
  }
}

function thirtyDays(time: string): JsonObject {
  return {
    retentionPolicyType: 'LongTermRetentionPolicy',
    dailySchedule: { retentionTimes: [time], retentionDuration: { count: 30, durationType: 'Days' } },
  }
}

/** The policy for SQL in VMs: listed in every vault, of no use for VMs. */
function sqlProperties(time: string): JsonObject {
  return {
    backupManagementType: 'AzureWorkload',
    workLoadType: 'SQLDataBase',
    settings: { timeZone: 'UTC', issqlcompression: false, isCompression: false },
    subProtectionPolicy: [
      { policyType: 'Full', schedulePolicy: dailySchedule(time), retentionPolicy: thirtyDays(time) },
      {
        policyType: 'Log',
        schedulePolicy: { schedulePolicyType: 'LogSchedulePolicy', scheduleFrequencyInMins: 60 },
        retentionPolicy: {
          retentionPolicyType: 'SimpleRetentionPolicy',
          retentionDuration: { count: 30, durationType: 'Days' },
        },
      },
    ],
  }
}
