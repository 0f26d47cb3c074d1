import type { CloudName } from '../azure/clouds.js'

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'tsv', 'csv', 'none'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

export const AUTH_MODES = ['auto', 'cli', 'env', 'managed', 'workload', 'azure-pipelines', 'github-oidc'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

/** Where a value came from, strongest first. */
export const ORIGINS = ['flag', 'environment', 'project file', 'user file', 'az CLI', 'default'] as const
export type Origin = (typeof ORIGINS)[number]

/** A recovery tier: what a VM of this importance gets. Durations in milliseconds. */
export interface Tier {
  readonly name: string
  /** The policy template it starts from: `critical`, `standard` or `dev`. */
  readonly template: string
  /** Allowed start window, wall clock `HH:MM-HH:MM` in `timeZone`. */
  readonly window: string | null
  readonly timeZone: string | null
  /** Data that may be lost. */
  readonly rpoMs: number | null
  /** Time that the VM may be down. */
  readonly rtoMs: number | null
}

/** Gives VMs a tier; every condition that is set must hold. The first rule that matches wins. */
export interface TierRule {
  readonly tier: string
  readonly tag: { readonly key: string; readonly value: string } | null
  readonly resourceGroup: string | null
  /** A pattern with `*` for VM names. */
  readonly name: string | null
}

/** Every setting of a run, resolved: flag > environment > project file > user file > az CLI > default. */
export interface Settings {
  readonly output: OutputFormat
  readonly query: string | null
  readonly quiet: boolean
  readonly debug: boolean
  readonly color: boolean
  readonly mock: boolean
  /** The mock's state file; null = the platform's state folder. */
  readonly mockState: string | null
  readonly cloud: CloudName
  readonly armEndpoint: string | null
  readonly auth: AuthMode
  /** Subscription ids, or the one word `all`; empty when none is configured. */
  readonly subscriptions: readonly string[]
  readonly resourceGroup: string | null
  readonly wait: boolean
  readonly timeoutMs: number
  readonly dryRun: boolean
  readonly yes: boolean
  readonly stateDir: string
  /** Region -> vault name, `group/name` or id. */
  readonly vaults: Readonly<Record<string, string>>
  readonly tiers: Readonly<Record<string, Tier>>
  readonly rules: readonly TierRule[]
  /** Setting name -> where its value came from. */
  readonly origins: Readonly<Record<string, Origin>>
}
