import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type AzCliDefaults, readAzCliDefaults } from './az-cli.js'
import { type ConfigFiles, problemsError, readConfigFiles } from './config-files.js'
import { type Environment, userFolders } from './folders.js'
import { azCliLayer, environmentLayer, type Found, fileLayer, flagLayer, type Layer } from './layers.js'
import { resolveMaps } from './maps.js'
import { SETTING_TABLE, type SettingRow } from './setting-table.js'
import { describeOrigin, type Origin, type Settings } from './settings.js'

/** Values of the flags after parsing, by flag name. */
export type FlagValues = Readonly<Record<string, unknown>>

export interface SettingSources {
  readonly flags: FlagValues
  /** Names of the flags that were typed; any other value in `flags` is not looked at. */
  readonly typed: ReadonlySet<string>
  readonly env: Environment
  readonly cwd: string
}

/**
 * All settings with their origins: flag > environment > project file > user file > az CLI > default. Reads files, never Azure.
 *
 * @throws a usage error that names every mistake of every source, files with line and column
 */
export async function resolveSettings(sources: SettingSources): Promise<Settings> {
  const { flags, typed, env } = sources
  const cwd = resolve(sources.cwd)
  const files = await readConfigFiles(env, cwd)
  const strong = [
    flagLayer(flags, typed),
    environmentLayer(env),
    fileLayer(files.project, 'project file'),
    fileLayer(files.user, 'user file'),
  ]
  // The az CLI's subscription is one of the real Azure: the mock and recorded traffic would not know it.
  const az = isMock(strong) || env.AZBK_REPLAY ? undefined : await readAzCliDefaults(env)
  const table = resolveTable([...strong, azCliLayer(az, strong)])
  const maps = await resolveMaps(files)
  const problems = [
    ...(files.project?.problems ?? []),
    ...(files.user?.problems ?? []),
    ...table.problems,
    ...maps.problems,
  ]
  if (problems.length > 0) throw problemsError(problems)
  const rest = resolveRest(env, files, { az, subscription: table.values.subscriptions[0] })
  return {
    ...table.values,
    ...maps.values,
    ...rest.values,
    origins: { ...table.origins, ...maps.origins, ...rest.origins },
  }
}

function firstFound(layers: readonly Layer[], flag: string): Found | undefined {
  for (const layer of layers) {
    const found = layer(flag)
    if (found) return found
  }
  return undefined
}

function isMock(layers: readonly Layer[]): boolean {
  const value = firstFound(layers, SETTING_TABLE.mock.flag)?.value
  return value === true || (typeof value === 'string' && SETTING_TABLE.mock.parse(value) === true)
}

type TableValues = Pick<Settings, keyof typeof SETTING_TABLE>

interface Resolved<V> {
  readonly values: V
  readonly origins: Record<string, Origin>
  readonly problems: string[]
}

function resolveTable(layers: readonly Layer[]): Resolved<TableValues> {
  const origins: Record<string, Origin> = {}
  const problems: string[] = []
  const entries = Object.entries<SettingRow<unknown>>(SETTING_TABLE).map(([name, row]) => {
    const found = firstFound(layers, row.flag)
    const value = found && (typeof found.value === 'string' ? row.parse(found.value) : found.value)
    origins[name] = found?.origin ?? { source: 'default' }
    if (found && value === undefined)
      problems.push(`${describeOrigin(found.origin)}: '${found.value}' must be ${row.expected}`)
    return [name, value ?? row.fallback] as const
  })
  return { values: Object.fromEntries(entries) as unknown as TableValues, origins, problems }
}

/** The settings that are no flags: the state folder, the tenant, and what was read. */
function resolveRest(
  env: Environment,
  files: ConfigFiles,
  chosen: { az: AzCliDefaults | undefined; subscription: string | undefined },
) {
  const { az, subscription } = chosen
  // The default subscription needs none: the az CLI then asks its own tenant, and a managed identity takes no other.
  const fromProfile =
    subscription === az?.subscriptionId ? undefined : az?.tenants.get(subscription?.toLowerCase() ?? '')
  const fallback = userFolders(env)?.state ?? join(tmpdir(), 'azbk')
  const tenantOrigin: Origin = env.AZURE_TENANT_ID
    ? { source: 'environment', name: 'AZURE_TENANT_ID' }
    : az && fromProfile
      ? { source: 'az CLI', file: az.files.profile }
      : { source: 'default' }
  return {
    values: {
      stateDir: env.AZBK_STATE_DIR || fallback,
      tenantId: env.AZURE_TENANT_ID || fromProfile || null,
      files: [files.project, files.user].flatMap((checked) => (checked ? [checked.file] : [])),
      warnings: az?.warnings ?? [],
    },
    origins: {
      stateDir: env.AZBK_STATE_DIR ? { source: 'environment', name: 'AZBK_STATE_DIR' } : { source: 'default' },
      tenantId: tenantOrigin,
    } satisfies Record<string, Origin>,
  }
}
