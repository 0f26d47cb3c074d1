import { Temporal } from 'temporal-polyfill'
import type { PolicySpec, Schedule } from '../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../src/model/policy-templates.js'
import { ianaZone } from '../../src/model/policy-time-zone.js'
import type {
  Estate,
  EstateDisk,
  EstateMachine,
  EstatePolicy,
  EstateTier,
  EstateVault,
} from '../../src/slots/estate.js'
import type { Regime } from '../../src/slots/regimes.js'
import type { Clocks } from '../../src/slots/zones.js'

export const BERLIN = 'W. Europe Standard Time'

/** A policy like the template `standard`, with a schedule in a zone. */
export function specOf(schedule: Schedule, timeZone = 'UTC'): PolicySpec {
  return { ...POLICY_TEMPLATES.standard, schedule, timeZone }
}

export const dailySpec = (time: string, timeZone?: string) => specOf({ frequency: 'daily', time }, timeZone)

export function estateVault(name = 'rsv-weu', more: Partial<EstateVault> = {}): EstateVault {
  return { key: name, name, subscription: 'contoso', region: 'westeurope', policyCount: 3, otherItems: 0, ...more }
}

export function estateTier(name = 'standard', more: Partial<EstateTier> = {}): EstateTier {
  return { name, spec: dailySpec('22:00'), window: null, rpoMs: null, ...more }
}

export function estatePolicy(name: string, spec: PolicySpec, vault = 'rsv-weu'): EstatePolicy {
  return { vault, name, spec }
}

export function estateMachine(name: string, more: Partial<EstateMachine> = {}): EstateMachine {
  return {
    ...{ key: name, name, vault: 'rsv-weu', tier: 'standard', policy: null, window: null },
    ...{ isPinned: false, cloudService: null, disks: [managedDisk()] },
    ...more,
  }
}

export const managedDisk = (): EstateDisk => ({ sizeGb: 128, usedGb: 60, churnPerDay: 0.02, storageAccount: null })
export const disksIn = (storageAccount: string, count: number): EstateDisk[] =>
  Array.from({ length: count }, () => ({ ...managedDisk(), storageAccount }))

export function slotEstate(more: Partial<Estate> = {}): Estate {
  return { vaults: [estateVault()], policies: [], tiers: [estateTier()], machines: [], ...more }
}

const WEEK_MS = 7 * 86_400_000

/** A week without a change of any clock. */
export interface QuietWeek {
  readonly startMs: number
  /** Where it begins, in minutes after Sunday 00:00 of the first zone. */
  readonly startMinute: number
}

/** The week that begins two days after a regime, so that no start of the days before lies in it; null when it is not quiet. */
export function quietWeek(zones: readonly string[], { fromMs }: Regime, clocks: Clocks): QuietWeek | null {
  const zone = ianaZone(zones[0] ?? 'UTC')
  const day = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).toPlainDate().add({ days: 2 })
  const startMs = day.toZonedDateTime(zone).epochMilliseconds
  const changes = zones.flatMap((name) => clocks.policy(name).changes)
  if (changes.some(({ atMs }) => atMs > fromMs && atMs < startMs + WEEK_MS)) return null
  return { startMs, startMinute: (day.dayOfWeek % 7) * 24 * 60 }
}
