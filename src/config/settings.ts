import type { AuthMode } from '../azure/auth-mode.js'
import type { CloudName } from '../azure/clouds.js'
import type { TemplateName } from '../model/policy-templates.js'

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'tsv', 'csv', 'none'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** The guards of staggering that come with azbk: today's limits, and the older advice. */
export const LIMIT_PROFILES = ['current', 'classic-2017'] as const

/** Where a value may come from, strongest first. */
export type OriginSource = 'flag' | 'environment' | 'project file' | 'user file' | 'az CLI' | 'default'

/** Where a value came from. */
export interface Origin {
  readonly source: OriginSource
  /** The flag or variable, e.g. `--output`, `AZBK_OUTPUT`. */
  readonly name?: string
  readonly file?: string
  /** Counted from 1; absent for files that are read as a whole. */
  readonly line?: number
}

/** `--output`, `AZBK_OUTPUT`, `/project/azbk.yaml:3` or `default`. */
export function describeOrigin({ source, name, file, line }: Origin): string {
  if (file !== undefined) return line === undefined ? file : `${file}:${line}`
  return name ?? source
}

/** A recovery tier: what a VM of this importance gets. Durations in milliseconds. */
export interface Tier {
  readonly name: string
  /** The policy template it starts from. */
  readonly template: TemplateName
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
  /** A value of null asks only that the tag is there. */
  readonly tag: { readonly key: string; readonly value: string | null } | null
  readonly resourceGroup: string | null
  /** A pattern with `*` for VM names. */
  readonly name: string | null
  readonly origin: Origin
}

/** Every setting of a run, resolved: flag > environment > project file > user file > az CLI > default. */
export interface Settings {
  readonly output: OutputFormat
  readonly query: string | null
  readonly quiet: boolean
  readonly debug: boolean
  /** Null = colour on a terminal, none elsewhere. */
  readonly color: boolean | null
  readonly mock: boolean
  /** The mock's state file; null = the platform's state folder. */
  readonly mockState: string | null
  readonly cloud: CloudName
  readonly armEndpoint: string | null
  readonly auth: AuthMode
  /** Subscription ids or names, or the one word `all`; empty when none is configured. */
  readonly subscriptions: readonly string[]
  readonly resourceGroup: string | null
  readonly wait: boolean
  readonly timeoutMs: number
  readonly dryRun: boolean
  readonly yes: boolean
  readonly stateDir: string
  /** The tenant to log in to; null = the login's own. */
  readonly tenantId: string | null
  /** Region -> vault name, `group/name` or id. Regions in Azure's short form, e.g. `westeurope`. */
  readonly vaults: Readonly<Record<string, string>>
  /** By lower-case name: the built-in `critical`, `standard`, `dev`, and what the files add or change. */
  readonly tiers: Readonly<Record<string, Tier>>
  readonly rules: readonly TierRule[]
  /** Which guards of staggering count: one of {@link LIMIT_PROFILES}, or the path of a limits file. */
  readonly limits: string
  /** Setting name -> where its value came from; `vaults.<region>` and `tiers.<name>` for the maps. */
  readonly origins: Readonly<Record<string, Origin>>
  /** The configuration files that were read. */
  readonly files: readonly string[]
  /** What was wrong but did not stop the run. */
  readonly warnings: readonly string[]
}
