import type { PolicySpec } from './policy.js'

export const TEMPLATE_NAMES = ['critical', 'standard', 'dev'] as const
export type TemplateName = (typeof TEMPLATE_NAMES)[number]

const SUNDAY = ['Sunday'] as const
const FIRST_SUNDAY = { form: 'relative', weeks: ['First'], days: SUNDAY } as const

/**
 * Where a tier's policy starts from. All are enhanced: a Trusted Launch VM, the default in Azure, may be refused by a
 * standard policy (AZURE-LIMITS.md D4). Times are UTC until another zone is chosen.
 */
export const POLICY_TEMPLATES: Readonly<Record<TemplateName, PolicySpec>> = {
  critical: {
    kind: 'enhanced',
    schedule: { frequency: 'hourly', intervalHours: 4, windowStart: '08:00', windowHours: 24 },
    retention: {
      daily: { count: 30 },
      weekly: { count: 12, days: SUNDAY },
      monthly: { count: 12, on: FIRST_SUNDAY },
      yearly: { count: 7, months: ['January'], on: FIRST_SUNDAY },
    },
    instantRestoreDays: 7,
    timeZone: 'UTC',
    consistency: 'app',
  },
  standard: {
    kind: 'enhanced',
    schedule: { frequency: 'daily', time: '22:00' },
    retention: {
      daily: { count: 30 },
      weekly: { count: 12, days: SUNDAY },
      monthly: { count: 12, on: FIRST_SUNDAY },
    },
    instantRestoreDays: 5,
    timeZone: 'UTC',
    consistency: 'app',
  },
  dev: {
    kind: 'enhanced',
    schedule: { frequency: 'daily', time: '01:00' },
    retention: { daily: { count: 7 } },
    instantRestoreDays: 2,
    timeZone: 'UTC',
    consistency: 'app',
  },
}

/** Snapshot days when none are named: AZURE-LIMITS.md D3 (instant restore). */
export function defaultInstantRestoreDays(spec: Pick<PolicySpec, 'kind' | 'schedule'>): number {
  if (spec.kind === 'enhanced') return 7
  return spec.schedule.frequency === 'weekly' ? 5 : 2
}
