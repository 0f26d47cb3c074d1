import envPaths from 'env-paths'
import type { CloudName } from '../azure/clouds.js'
import type { AuthMode, Origin, OutputFormat, Settings } from './settings.js'

/** Values of the shared flags after parsing: from the command line or from `AZBK_*`. */
export interface FlagValues {
  readonly output?: OutputFormat | undefined
  readonly json?: boolean | undefined
  readonly query?: string | undefined
  readonly quiet?: boolean | undefined
  readonly debug?: boolean | undefined
  readonly color?: boolean | undefined
  readonly mock?: boolean | undefined
  readonly 'mock-state'?: string | undefined
  readonly cloud?: CloudName | undefined
  readonly 'arm-endpoint'?: string | undefined
  readonly auth?: AuthMode | undefined
  readonly subscription?: readonly string[] | undefined
  readonly 'resource-group'?: string | undefined
  readonly wait?: boolean | undefined
  readonly timeout?: number | undefined
  readonly 'dry-run'?: boolean | undefined
  readonly yes?: boolean | undefined
}

export interface SettingSources {
  readonly flags: FlagValues
  /** Names of the flags that were typed; the others that have a value came from the environment. */
  readonly typed: ReadonlySet<string>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

const DEFAULT_TIMEOUT_MS = 60 * 60_000

/** All settings with their origins. Reads files, never Azure. */
export async function resolveSettings(sources: SettingSources): Promise<Settings> {
  const { flags, typed, env } = sources
  const origins: Record<string, Origin> = {}
  const pick = <T>(name: string, flag: string, value: T | undefined, fallback: T): T => {
    origins[name] = value === undefined ? 'default' : typed.has(flag) ? 'flag' : 'environment'
    return value ?? fallback
  }
  return {
    output: flags.json ? 'json' : pick('output', 'output', flags.output, 'table'),
    query: pick('query', 'query', flags.query, null),
    quiet: pick('quiet', 'quiet', flags.quiet, false),
    debug: pick('debug', 'debug', flags.debug, false),
    color: pick('color', 'color', flags.color, env.NO_COLOR === undefined),
    mock: pick('mock', 'mock', flags.mock, false),
    mockState: pick('mockState', 'mock-state', flags['mock-state'], null),
    cloud: pick('cloud', 'cloud', flags.cloud, 'AzureCloud'),
    armEndpoint: pick('armEndpoint', 'arm-endpoint', flags['arm-endpoint'], null),
    auth: pick('auth', 'auth', flags.auth, 'auto'),
    subscriptions: pick('subscriptions', 'subscription', flags.subscription, []),
    resourceGroup: pick('resourceGroup', 'resource-group', flags['resource-group'], null),
    wait: pick('wait', 'wait', flags.wait, false),
    timeoutMs: pick('timeoutMs', 'timeout', flags.timeout, DEFAULT_TIMEOUT_MS),
    dryRun: pick('dryRun', 'dry-run', flags['dry-run'], false),
    yes: pick('yes', 'yes', flags.yes, false),
    stateDir: env.AZBK_STATE_DIR ?? envPaths('azbk', { suffix: '' }).data,
    vaults: {},
    tiers: {},
    rules: [],
    origins,
  }
}
