import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sameName } from '../core/names.js'
import { type Environment, homeFolder } from './folders.js'

/** The az CLI's cloud as long as none was set. */
export const DEFAULT_CLOUD = 'AzureCloud'

/** What the az CLI has chosen for itself, as far as azbk takes it over. */
export interface AzCliDefaults {
  /** The active cloud's name, when one was set. */
  readonly cloud?: string
  /** The endpoint of a cloud that the user registered. */
  readonly armEndpoint?: string
  readonly subscriptionId?: string
  readonly resourceGroup?: string
  /** Subscription id, in lower case -> its tenant. */
  readonly tenants: ReadonlyMap<string, string>
  readonly files: { readonly profile: string; readonly config: string; readonly clouds: string }
  /** What could not be read. */
  readonly warnings: readonly string[]
}

interface ProfileRow {
  readonly id?: string
  readonly tenantId?: string
  readonly isDefault?: boolean
  readonly environmentName?: string
}

/**
 * The az CLI's own files: `azureProfile.json` (the login's subscriptions), `config` (cloud, default group) and
 * `clouds.config` (registered clouds, and the chosen subscription of each). None of them holds a secret.
 */
export async function readAzCliDefaults(env: Environment): Promise<AzCliDefaults | undefined> {
  const home = homeFolder(env)
  const folder = env.AZURE_CONFIG_DIR || (home === undefined ? undefined : join(home, '.azure'))
  if (folder === undefined) return undefined
  const files = {
    profile: join(folder, 'azureProfile.json'),
    config: join(folder, 'config'),
    clouds: join(folder, 'clouds.config'),
  }
  const [profile, config, clouds] = await Promise.all([
    readText(files.profile),
    readText(files.config),
    readText(files.clouds),
  ])
  const chosen = parseIni(config)
  const registered = parseIni(clouds)
  const cloud = chosen.cloud?.name ?? DEFAULT_CLOUD
  const { rows, warnings } = parseProfile(profile, files.profile)
  const armEndpoint = registered[cloud]?.endpoint_resource_manager
  const subscriptionId = registered[cloud]?.subscription ?? defaultRow(rows, cloud)?.id
  const resourceGroup = chosen.defaults?.group
  return {
    tenants: new Map(rows.map((row) => [row.id?.toLowerCase() ?? '', row.tenantId ?? ''])),
    files,
    warnings,
    ...(chosen.cloud?.name ? { cloud } : {}),
    ...(armEndpoint ? { armEndpoint } : {}),
    ...(subscriptionId ? { subscriptionId } : {}),
    ...(resourceGroup ? { resourceGroup } : {}),
  }
}

function defaultRow(rows: readonly ProfileRow[], cloud: string): ProfileRow | undefined {
  return rows.find((row) => row.isDefault === true && sameName(row.environmentName ?? cloud, cloud))
}

/** A file that is not there, or not ours to read, counts as empty: azbk works without the az CLI. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}

/** az writes this file with a byte-order mark. */
function parseProfile(text: string, file: string): { rows: readonly ProfileRow[]; warnings: readonly string[] } {
  const plain = text.replace(/^\uFEFF/, '').trim()
  if (plain === '') return { rows: [], warnings: [] }
  try {
    const { subscriptions } = JSON.parse(plain) as { subscriptions?: ProfileRow[] }
    return { rows: Array.isArray(subscriptions) ? subscriptions : [], warnings: [] }
  } catch {
    return {
      rows: [],
      warnings: [
        `${file} is not valid JSON; the az CLI's default subscription is not used. \`az login\` writes it anew.`,
      ],
    }
  }
}

/** The ini dialect of Python's configparser, as far as az writes it. */
function parseIni(text: string): Partial<Record<string, Partial<Record<string, string>>>> {
  const sections: Record<string, Record<string, string>> = {}
  let section: Record<string, string> = {}
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const head = line.match(/^\s*\[(.+)\]\s*$/)?.[1]
    const [, key, value] = line.match(/^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/) ?? []
    if (head !== undefined) section = sections[head] ??= {}
    else if (key !== undefined && value !== undefined) section[key.toLowerCase()] = value
  }
  return sections
}
