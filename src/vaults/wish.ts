import { type ArmId, armId, tryParseArmId } from '../core/arm-id.js'
import { AzbkError } from '../core/errors.js'
import { findName, sameName } from '../core/names.js'
import {
  CROSS_SUBSCRIPTION_STATES,
  type CrossSubscriptionRestore,
  IMMUTABILITIES,
  type Immutability,
  REDUNDANCIES,
  type Redundancy,
  SOFT_DELETE_STATES,
  type SoftDeleteState,
  type VaultAlerts,
} from '../model/vault.js'

/** Settings of a vault as typed; what is absent is not asked for. */
export interface VaultInput {
  /** `key=value` each. */
  readonly tag?: readonly string[] | undefined
  readonly 'remove-tag'?: readonly string[] | undefined
  readonly redundancy?: string | undefined
  readonly 'cross-region-restore'?: boolean | undefined
  readonly 'soft-delete'?: string | undefined
  readonly 'soft-delete-days'?: number | undefined
  readonly immutability?: string | undefined
  readonly 'public-network-access'?: string | undefined
  readonly 'cross-subscription-restore'?: string | undefined
  /** `system` or the id of a user-assigned identity, each. */
  readonly identity?: readonly string[] | undefined
  readonly 'remove-identity'?: readonly string[] | undefined
  readonly 'encryption-key'?: string | undefined
  readonly 'encryption-identity'?: string | undefined
  readonly 'infrastructure-encryption'?: boolean | undefined
  /** `all`, `none` or `<alert>=on|off`, each. */
  readonly alerts?: readonly string[] | undefined
  /** A guard's id, or `none`. */
  readonly 'resource-guard'?: string | undefined
}

/** The same, understood. */
export interface VaultWish {
  readonly tags: Readonly<Record<string, string>>
  readonly removeTags: readonly string[]
  readonly redundancy?: Redundancy
  readonly crossRegionRestore?: boolean
  readonly softDelete?: SoftDeleteState
  readonly softDeleteDays?: number
  readonly immutability?: Immutability
  readonly publicNetworkAccess?: boolean
  readonly crossSubscriptionRestore?: CrossSubscriptionRestore
  readonly identities: readonly string[]
  readonly removeIdentities: readonly string[]
  readonly encryptionKey?: string
  readonly encryptionIdentity?: string
  readonly infrastructureEncryption?: boolean
  readonly alerts: Partial<VaultAlerts>
  /** Null: without a guard. */
  readonly resourceGuard?: ArmId | null
}

/** Alerts by their name on the command line. */
export const ALERT_NAMES = {
  'job-failures': 'jobFailures',
  'replication-issues': 'replicationIssues',
  'failover-issues': 'failoverIssues',
  'classic-critical': 'classicCritical',
  'classic-site-recovery-email': 'classicSiteRecoveryEmail',
} as const satisfies Record<string, keyof VaultAlerts>

/** Days that Azure takes. Source: learn.microsoft.com/azure/backup/secure-by-default. */
export const SOFT_DELETE_DAYS = { min: 14, max: 180 } as const

export interface VaultProblem {
  /** The flag, without dashes. */
  readonly field: string
  readonly message: string
}

/** Takes the input apart; throws all that is wrong with it as one usage error. `more` = problems found elsewhere. */
export function parseVaultInput(input: VaultInput, more: readonly VaultProblem[] = []): VaultWish {
  const reader = new InputReader(input)
  const wish = reader.wish()
  const problems = [...more, ...reader.problems, ...contradictions(wish)]
  const [first, ...others] = problems
  if (first === undefined) return wish
  const lines = problems.map(({ field, message }) => `--${field}: ${message}`)
  throw new AzbkError({
    code: 'INVALID_VAULT_SETTINGS',
    message: others.length === 0 ? `${lines[0]}` : `${problems.length} settings are wrong.\n  ${lines.join('\n  ')}`,
    exit: 'usage',
    suggestions: ['Add --help to see what each flag takes.'],
    details: { problems },
  })
}

/** Reads each flag, and notes what is wrong instead of stopping at it. */
class InputReader {
  readonly problems: VaultProblem[] = []

  constructor(private readonly input: VaultInput) {}

  wish(): VaultWish {
    const { input } = this
    return {
      tags: this.tags(),
      removeTags: input['remove-tag'] ?? [],
      ...optional('redundancy', this.oneOf('redundancy', REDUNDANCIES, redundancyWord)),
      ...optional('crossRegionRestore', input['cross-region-restore']),
      ...optional('softDelete', this.oneOf('soft-delete', SOFT_DELETE_STATES)),
      ...optional('softDeleteDays', this.softDeleteDays()),
      ...optional('immutability', this.oneOf('immutability', IMMUTABILITIES)),
      ...optional('publicNetworkAccess', this.isEnabled('public-network-access')),
      ...optional('crossSubscriptionRestore', this.oneOf('cross-subscription-restore', CROSS_SUBSCRIPTION_STATES)),
      identities: this.identities('identity'),
      removeIdentities: this.identities('remove-identity'),
      ...optional('encryptionKey', this.keyUri()),
      ...optional('encryptionIdentity', this.identity('encryption-identity', input['encryption-identity'])),
      ...optional('infrastructureEncryption', input['infrastructure-encryption']),
      alerts: this.alerts(),
      ...optional('resourceGuard', this.resourceGuard()),
    }
  }

  private wrong(field: keyof VaultInput, message: string): undefined {
    this.problems.push({ field, message })
    return undefined
  }

  private oneOf<T extends string>(
    field: 'redundancy' | 'soft-delete' | 'immutability' | 'cross-subscription-restore' | 'public-network-access',
    values: readonly T[],
    word: (text: string) => string = (text) => text,
  ): T | undefined {
    const typed = this.input[field]
    if (typed === undefined) return undefined
    return findName(values, word(typed)) ?? this.wrong(field, `'${typed}' is not one of ${values.join(', ')}.`)
  }

  private isEnabled(field: 'public-network-access'): boolean | undefined {
    const state = this.oneOf(field, ['Enabled', 'Disabled'])
    return state && state === 'Enabled'
  }

  private softDeleteDays(): number | undefined {
    const days = this.input['soft-delete-days']
    const { min, max } = SOFT_DELETE_DAYS
    if (days === undefined || (days >= min && days <= max)) return days
    return this.wrong('soft-delete-days', `${days} days are outside ${min} to ${max}.`)
  }

  private tags(): Record<string, string> {
    const pairs = (this.input.tag ?? []).flatMap((text): [string, string][] => {
      const at = text.indexOf('=')
      if (at > 0) return [[text.slice(0, at), text.slice(at + 1)]]
      this.wrong('tag', `'${text}' is not <key>=<value>.`)
      return []
    })
    return Object.fromEntries(pairs)
  }

  private identities(field: 'identity' | 'remove-identity'): string[] {
    return (this.input[field] ?? []).flatMap((text) => this.identity(field, text) ?? [])
  }

  private identity(
    field: 'identity' | 'remove-identity' | 'encryption-identity',
    text: string | undefined,
  ): string | undefined {
    if (text === undefined) return undefined
    if (sameName(text, 'system')) return 'system'
    return isIdOf(text, 'userAssignedIdentities')
      ? text
      : this.wrong(field, `'${text}' is neither 'system' nor the id of a user-assigned identity.`)
  }

  private keyUri(): string | undefined {
    const uri = this.input['encryption-key']
    if (uri === undefined || /^https:\/\/[^/\s]+\/keys\/[^/\s]+(\/[0-9a-f]+)?$/i.test(uri)) return uri
    return this.wrong(
      'encryption-key',
      `'${uri}' is not a key of a key vault: https://<vault>.vault.azure.net/keys/<key>.`,
    )
  }

  private alerts(): Partial<VaultAlerts> {
    return Object.assign({}, ...(this.input.alerts ?? []).map((text) => this.alert(text)))
  }

  private alert(text: string): Partial<VaultAlerts> {
    const all = Object.values(ALERT_NAMES)
    if (/^(all|none)$/i.test(text)) return Object.fromEntries(all.map((key) => [key, sameName(text, 'all')]))
    const [name = '', state = ''] = text.split('=')
    const known = Object.entries(ALERT_NAMES).find(([word]) => sameName(word, name))
    if (known && /^(on|off)$/i.test(state)) return { [known[1]]: sameName(state, 'on') }
    const names = Object.keys(ALERT_NAMES).join(', ')
    this.wrong('alerts', `'${text}' is not 'all', 'none' or <alert>=on|off; alerts are ${names}.`)
    return {}
  }

  private resourceGuard(): ArmId | null | undefined {
    const text = this.input['resource-guard']
    if (text === undefined) return undefined
    if (sameName(text, 'none')) return null
    return isIdOf(text, 'resourceGuards')
      ? armId(text)
      : this.wrong('resource-guard', `'${text}' is neither 'none' nor the id of a resource guard.`)
  }
}

/** What no vault can be, whatever it is now. */
function contradictions(wish: VaultWish): VaultProblem[] {
  const problems: VaultProblem[] = []
  if (wish.crossRegionRestore && wish.redundancy !== undefined && wish.redundancy !== 'GeoRedundant') {
    problems.push({
      field: 'cross-region-restore',
      message: `restores from the paired region need GeoRedundant storage, not ${wish.redundancy}.`,
    })
  }
  if (wish.softDelete === 'Disabled' && wish.softDeleteDays !== undefined) {
    problems.push({ field: 'soft-delete-days', message: 'days mean nothing while soft delete is Disabled.' })
  }
  for (const identity of wish.identities.filter((id) => wish.removeIdentities.some((gone) => sameName(gone, id)))) {
    problems.push({ field: 'remove-identity', message: `'${identity}' is to be added and removed at once.` })
  }
  for (const key of wish.removeTags.filter((gone) => Object.keys(wish.tags).some((tag) => sameName(tag, gone)))) {
    problems.push({ field: 'remove-tag', message: `tag '${key}' is to be set and removed at once.` })
  }
  return problems
}

/** `Geo`, `GRS` and `GeoRedundant` are one. */
function redundancyWord(text: string): string {
  const short: Readonly<Record<string, Redundancy>> = {
    locally: 'LocallyRedundant',
    local: 'LocallyRedundant',
    lrs: 'LocallyRedundant',
    zone: 'ZoneRedundant',
    zrs: 'ZoneRedundant',
    geo: 'GeoRedundant',
    grs: 'GeoRedundant',
  }
  return short[text.toLowerCase()] ?? text
}

function isIdOf(text: string, type: string): boolean {
  const parts = tryParseArmId(text)
  return parts?.resourceGroup !== undefined && parts.path.length === 1 && sameName(parts.path[0]?.[0] ?? '', type)
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T }
}
