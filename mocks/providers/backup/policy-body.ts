import { compact, isObject, type JsonObject, objectOf, valuesOf } from '../../json.js'
import type { PolicyRecord, VaultRecord } from '../../service/model.js'
import { defaultInstantDays } from '../../service/policy-rules.js'

/** Crash-consistent policies exist from this api-version on; older ones drop the member. Source: schema history. */
const CONSISTENCY_SINCE = '2023-08-01'

/** Members of schedules, retentions and tiering in Azure's order. Source: recordings of 2024. */
const ORDER = [
  ['schedulePolicyType', 'scheduleRunFrequency', 'scheduleRunDays', 'scheduleRunTimes', 'scheduleWeeklyFrequency'],
  ['interval', 'scheduleWindowStartTime', 'scheduleWindowDuration', 'retentionPolicyType'],
  ['hourlySchedule', 'dailySchedule', 'weeklySchedule', 'monthlySchedule', 'yearlySchedule'],
  ['retentionScheduleFormatType', 'monthsOfYear', 'retentionScheduleDaily', 'retentionScheduleWeekly'],
  ['daysOfTheMonth', 'date', 'isLast', 'daysOfTheWeek', 'weeksOfTheMonth', 'retentionTimes', 'retentionDuration'],
  ['tieringMode', 'duration', 'count', 'durationType'],
].flat()

/** A policy as the wire shows it. A list shows a count of 0 for all; only GET of one counts. Source: recordings of 2024. */
export function policyBody(vault: VaultRecord, policy: PolicyRecord, counted: boolean): JsonObject {
  const protectedItemsCount = counted ? countItems(vault, policy) : 0
  return {
    id: `${vault.id}/backupPolicies/${policy.name}`,
    name: policy.name,
    type: 'Microsoft.RecoveryServices/vaults/backupPolicies',
    properties: { ...policy.properties, protectedItemsCount },
  }
}

/** Items that follow a policy. */
export function countItems(vault: VaultRecord, policy: PolicyRecord): number {
  let count = 0
  for (const item of valuesOf(vault.items)) if (item.policyKey === policy.key) count += 1
  return count
}

/** What is kept of a sent VM policy: Azure's order, its defaults, times without fraction, nothing read-only. */
export function normalisePolicy(sent: JsonObject, apiVersion: string): JsonObject {
  const isV2 = sent.policyType === 'V2'
  return compact({
    backupManagementType: 'AzureIaasVM',
    policyType: isV2 ? 'V2' : undefined,
    instantRPDetails: objectOf(sent.instantRPDetails),
    schedulePolicy: normaliseSchedule(objectOf(sent.schedulePolicy)),
    retentionPolicy: inAzureForm(objectOf(sent.retentionPolicy)),
    tieringPolicy: isObject(sent.tieringPolicy) ? inAzureForm(sent.tieringPolicy) : undefined,
    instantRpRetentionRangeInDays: sent.instantRpRetentionRangeInDays ?? defaultInstantDays(sent),
    timeZone: sent.timeZone ?? 'UTC',
    snapshotConsistencyType: apiVersion >= CONSISTENCY_SINCE ? sent.snapshotConsistencyType : undefined,
  })
}

function normaliseSchedule(schedule: JsonObject): JsonObject {
  const trimmed = objectOf(inAzureForm(schedule))
  return trimmed.schedulePolicyType === 'SimpleSchedulePolicy'
    ? { ...trimmed, scheduleWeeklyFrequency: trimmed.scheduleWeeklyFrequency ?? 0 }
    : trimmed
}

/** `08:00:00.000Z` comes back as `08:00:00Z`, members in Azure's order; those that are null are left out. */
function inAzureForm(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(T\d{2}:\d{2}:\d{2})\.0+Z$/, '$1Z')
  if (Array.isArray(value)) return value.map(inAzureForm)
  if (!isObject(value)) return value
  const members = Object.entries(value)
    .filter(([, member]) => member !== null && member !== undefined)
    .sort(([left], [right]) => rankOf(left) - rankOf(right))
  return Object.fromEntries(members.map(([name, member]) => [name, inAzureForm(member)]))
}

function rankOf(name: string): number {
  const rank = ORDER.indexOf(name)
  return rank < 0 ? ORDER.length : rank
}
