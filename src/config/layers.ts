import { sameName } from '../core/names.js'
import { type AzCliDefaults, DEFAULT_CLOUD } from './az-cli.js'
import type { CheckedFile } from './check-file.js'
import type { Environment } from './folders.js'
import { variableOf } from './setting-table.js'
import type { Origin } from './settings.js'

/** A value before it is parsed: text, or what the flag parser or a file already made of it. */
export interface Found {
  readonly value: unknown
  readonly origin: Origin
}

/** One place that may give a flag's value; undefined when it does not. */
export type Layer = (flag: string) => Found | undefined

/** What was typed. Values that the flag parser took from `process.env` are not: the environment has its own layer. */
export function flagLayer(flags: Readonly<Record<string, unknown>>, typed: ReadonlySet<string>): Layer {
  return (flag) => {
    if (flag === 'output' && typed.has('json') && flags.json === true)
      return { value: 'json', origin: { source: 'flag', name: '--json' } }
    const value = flags[flag]
    return value === undefined || !typed.has(flag)
      ? undefined
      : { value, origin: { source: 'flag', name: `--${flag}` } }
  }
}

/** An empty variable counts as unset. `NO_COLOR` (https://no-color.org) stands below `AZBK_COLOR`. */
export function environmentLayer(env: Environment): Layer {
  const found = (name: string, value: unknown): Found => ({ value, origin: { source: 'environment', name } })
  return (flag) => {
    const name = variableOf(flag)
    if (flag === 'output' && /^(1|true|yes|y|on)$/i.test(env.AZBK_JSON ?? '')) return found('AZBK_JSON', 'json')
    if (env[name]) return found(name, env[name])
    return flag === 'color' && env.NO_COLOR ? found('NO_COLOR', false) : undefined
  }
}

export function fileLayer(checked: CheckedFile | undefined, source: 'project file' | 'user file'): Layer {
  return (flag) => {
    const given = checked?.content.defaults?.[flag]
    if (checked === undefined || given === undefined) return undefined
    const value = flag === 'subscription' && typeof given === 'string' ? [given] : given
    return { value, origin: { source, file: checked.file, line: checked.placeOf(['defaults', flag]).line } }
  }
}

/**
 * What the az CLI has chosen. Its subscription and group belong to its cloud: they count only when nothing
 * stronger names another one.
 */
export function azCliLayer(az: AzCliDefaults | undefined, stronger: readonly Layer[]): Layer {
  if (az === undefined) return () => undefined
  const named = (flag: string) => stronger.map((layer) => layer(flag)?.value).find((value) => value !== undefined)
  const cloud = named('cloud')
  const endpoint = named('arm-endpoint')
  const elsewhere =
    (cloud !== undefined && !sameName(String(cloud), az.cloud ?? DEFAULT_CLOUD)) ||
    (endpoint !== undefined &&
      !sameName(String(endpoint).replace(/\/+$/, ''), (az.armEndpoint ?? '').replace(/\/+$/, '')))
  if (elsewhere) return () => undefined
  const values: Readonly<Record<string, { value: unknown; file: string } | undefined>> = {
    subscription: az.subscriptionId ? { value: [az.subscriptionId], file: az.files.profile } : undefined,
    'resource-group': az.resourceGroup ? { value: az.resourceGroup, file: az.files.config } : undefined,
    cloud: az.armEndpoint || !az.cloud ? undefined : { value: az.cloud, file: az.files.config },
    'arm-endpoint': az.armEndpoint ? { value: az.armEndpoint, file: az.files.clouds } : undefined,
  }
  return (flag) => {
    const row = values[flag]
    return row && { value: row.value, origin: { source: 'az CLI', file: row.file } }
  }
}
