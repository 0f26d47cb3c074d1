import type { ArmId } from '../core/arm-id.js'

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
export type Weekday = (typeof WEEKDAYS)[number]
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
export type Month = (typeof MONTHS)[number]
export const WEEKS_OF_MONTH = ['First', 'Second', 'Third', 'Fourth', 'Last'] as const
export type WeekOfMonth = (typeof WEEKS_OF_MONTH)[number]

/** `standard` is Azure's V1, `enhanced` its V2. A policy never changes its kind. */
export type PolicyKind = 'standard' | 'enhanced'

/** Times of day are wall-clock `HH:MM` in the policy's time zone. */
export type Schedule =
  | {
      readonly frequency: 'hourly'
      readonly intervalHours: number
      readonly windowStart: string
      readonly windowHours: number
    }
  | { readonly frequency: 'daily'; readonly time: string }
  | { readonly frequency: 'weekly'; readonly days: readonly Weekday[]; readonly time: string }

export type DaysOfMonth =
  | { readonly form: 'absolute'; readonly days: readonly (number | 'last')[] }
  | { readonly form: 'relative'; readonly weeks: readonly WeekOfMonth[]; readonly days: readonly Weekday[] }

/** How many of each kind of point are kept, in days, weeks, months and years. */
export interface Retention {
  readonly daily?: { readonly count: number }
  readonly weekly?: { readonly count: number; readonly days: readonly Weekday[] }
  readonly monthly?: { readonly count: number; readonly on: DaysOfMonth }
  readonly yearly?: { readonly count: number; readonly months: readonly Month[]; readonly on: DaysOfMonth }
}

export interface ArchiveTiering {
  readonly mode: 'after' | 'recommended'
  /** Only with `after`. */
  readonly duration?: number
  readonly unit?: 'days' | 'weeks' | 'months' | 'years'
}

/** What a policy says, without where it is. Source: AZURE-BACKUP-API.md section 6. */
export interface PolicySpec {
  readonly kind: PolicyKind
  readonly schedule: Schedule
  readonly retention: Retention
  /** Days that snapshots stay beside the vault copy for a fast restore. */
  readonly instantRestoreDays: number
  readonly snapshotGroup?: { readonly prefix: string; readonly suffix?: string }
  /** A Windows time-zone name, e.g. `UTC`, `Pacific Standard Time`. */
  readonly timeZone: string
  readonly archive?: ArchiveTiering
  /** `crash`: agentless multi-disk crash-consistent points only (enhanced). */
  readonly consistency: 'app' | 'crash'
}

export interface Policy {
  readonly id: ArmId
  readonly name: string
  readonly vaultId: ArmId
  readonly vaultName: string
  readonly spec: PolicySpec
  /** Null in lists: Azure's list rows always say 0 there. */
  readonly itemCount: number | null
  /** Properties that azbk has no word for, as Azure sent them; an update sends them back. */
  readonly extras?: Readonly<Record<string, unknown>>
}

/** A policy that azbk cannot put in its own words: of another workload, or of a shape that it does not know. */
export interface OpaquePolicy extends Omit<Policy, 'spec' | 'extras'> {
  /** Azure's backup management type, e.g. `AzureWorkload`. */
  readonly workload: string
  /** Why it cannot be read, as the end of a sentence. */
  readonly reason: string
  /** As Azure sent it. */
  readonly body: object
}
