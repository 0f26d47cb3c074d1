import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/clock.js'
import type { Environment } from './folders.js'
import { SETTING_TABLE } from './setting-table.js'
import { describeOrigin, type OriginSource, type Settings } from './settings.js'

/** One setting with its value and where that came from. */
export interface ExplainedSetting {
  /** As flags and files write it: `resource-group`, `tiers.critical`, `rules[0]`. */
  readonly setting: string
  /** Null when it is not set. Secrets are never shown. */
  readonly value: string | null
  readonly source: OriginSource
  /** The flag, the variable, or the file and line. */
  readonly origin: string
}

export type ConfigExplainResult = readonly ExplainedSetting[]

/** Variables whose value nobody should see on a screen or in a log. */
const SECRETS = [
  'AZBK_ACCESS_TOKEN',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'SYSTEM_ACCESSTOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
]

/** Every setting, its value and its origin; secrets only as being there. */
export function explainSettings(settings: Settings, env: Environment): ConfigExplainResult {
  const flags = Object.entries(SETTING_TABLE).map(([key, { flag }]) => explained(settings, key as keyof Settings, flag))
  return [
    ...flags,
    explained(settings, 'tenantId', 'tenant'),
    explained(settings, 'stateDir', 'state-dir'),
    explained(settings, 'limits', 'limits'),
    ...Object.entries(settings.vaults).map(([region, vault]) => fromOrigin(settings, `vaults.${region}`, vault)),
    ...Object.entries(settings.tiers).map(([key, tier]) =>
      fromOrigin(settings, `tiers.${key}`, describeFields({ ...tier, name: null })),
    ),
    ...settings.rules.map(({ origin, tag, ...rule }, i) => {
      const value = describeFields({ ...rule, tag: tag && (tag.value === null ? tag.key : `${tag.key}=${tag.value}`) })
      return { setting: `rules[${i}]`, value, source: origin.source, origin: describeOrigin(origin) }
    }),
    ...SECRETS.filter((name) => env[name]).map((name) => ({
      setting: name,
      value: '(set, not shown)',
      source: 'environment' as const,
      origin: name,
    })),
  ]
}

function explained(settings: Settings, key: keyof Settings, name: string): ExplainedSetting {
  const value = settings[key]
  const text = Array.isArray(value)
    ? value.join(',') || null
    : value === null
      ? null
      : key === 'timeoutMs'
        ? formatMs(Number(value))
        : String(value)
  return { ...fromOrigin(settings, key, text), setting: name }
}

function fromOrigin(settings: Settings, key: string, value: string | null): ExplainedSetting {
  const origin = settings.origins[key] ?? { source: 'default' }
  return { setting: key, value, source: origin.source, origin: describeOrigin(origin) }
}

/** `template critical, rpo 4h`: the fields that are set. */
function describeFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => (key.endsWith('Ms') ? `${key.slice(0, -2)} ${formatMs(Number(value))}` : `${key} ${value}`))
    .join(', ')
}

/** A duration as a file would write it. */
function formatMs(ms: number): string {
  const units = [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['m', MINUTE_MS],
    ['s', 1000],
  ] as const
  const [unit, size] = units.find(([, length]) => ms >= length && ms % length === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
