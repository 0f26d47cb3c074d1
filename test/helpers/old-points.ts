import { type BackupWorld, createBackupWorld } from './backup-world.js'

const DAY_MS = 86_400_000
const TIMES = ['2026-01-05T02:00:00Z']

/** web-01 with the points of 130 days; that of 1 April is kept for two years and may go to the archive. */
export function worldWithOldPoints(): BackupWorld {
  const world = createBackupWorld({ vms: ['web-01'], isProtected: [] })
  const policyId = `${world.vaultId}/backupPolicies/keep`
  world.put(policyId, {
    properties: {
      backupManagementType: 'AzureIaasVM',
      policyType: 'V2',
      schedulePolicy: {
        schedulePolicyType: 'SimpleSchedulePolicyV2',
        scheduleRunFrequency: 'Daily',
        dailySchedule: { scheduleRunTimes: TIMES },
      },
      retentionPolicy: {
        retentionPolicyType: 'LongTermRetentionPolicy',
        dailySchedule: { retentionTimes: TIMES, retentionDuration: { count: 10, durationType: 'Days' } },
        monthlySchedule: {
          retentionScheduleFormatType: 'Daily',
          retentionScheduleDaily: { daysOfTheMonth: [{ date: 1, isLast: false }] },
          retentionTimes: TIMES,
          retentionDuration: { count: 24, durationType: 'Months' },
        },
      },
      instantRpRetentionRangeInDays: 2,
      timeZone: 'UTC',
    },
  })
  world.protect('web-01', { policyId })
  world.mock.control.advance(130 * DAY_MS)
  world.mock.control.fixDuration('moveToArchive', 1800)
  return world
}
