import { dirname, resolve } from 'node:path'
import { parseDuration } from '../core/duration.js'
import { findName, nameKey, regionKey } from '../core/names.js'
import type { CheckedFile, ConfigProblem, ConfigRule, ConfigTier } from './check-file.js'
import type { ConfigFiles } from './config-files.js'
import { LIMIT_PROFILES, type Origin, type Tier, type TierRule } from './settings.js'
import { BUILT_IN_TIERS } from './tiers.js'

interface FileSource {
  readonly source: 'project file' | 'user file'
  readonly checked: CheckedFile
}

/** The parts of the files that no flag carries. The project file goes before the user file, entry by entry. */
export async function resolveMaps({ project, user }: ConfigFiles) {
  // Weakest first, so that a later entry replaces an earlier one.
  const files: FileSource[] = [
    ...(user ? [{ source: 'user file' as const, checked: user }] : []),
    ...(project ? [{ source: 'project file' as const, checked: project }] : []),
  ]
  const origins: Record<string, Origin> = {}
  const vaults: Record<string, string> = {}
  const tiers: Record<string, Tier> = { ...BUILT_IN_TIERS }
  for (const name of Object.keys(tiers)) origins[`tiers.${name}`] = { source: 'default' }
  let limits = 'current'
  origins.limits = { source: 'default' }
  for (const file of files) {
    const { content } = file.checked
    for (const [region, vault] of Object.entries(content.vaults ?? {})) {
      const key = regionKey(region)
      vaults[key] = vault
      origins[`vaults.${key}`] = originOf(file, ['vaults', region])
    }
    for (const [name, given] of Object.entries(content.tiers ?? {})) {
      const key = nameKey(name)
      tiers[key] = mergeTier(name, tiers[key], given)
      origins[`tiers.${key}`] = originOf(file, ['tiers', name])
    }
    if (content.limits !== undefined) {
      limits = findName(LIMIT_PROFILES, content.limits) ?? resolve(dirname(file.checked.file), content.limits)
      origins.limits = originOf(file, ['limits'])
    }
  }
  const rules = [...files].reverse().flatMap((file) => rulesOf(file))
  const problems = [...unknownTiers(files, tiers), ...(await unknownZones(files))]
  return { values: { vaults, tiers, rules, limits }, origins, problems }
}

function originOf(file: FileSource, path: readonly (string | number)[]): Origin {
  return { source: file.source, file: file.checked.file, line: file.checked.placeOf(path).line }
}

/** A tier of a file on top of the one it changes; a new tier starts from the template `standard`. */
function mergeTier(name: string, base: Tier | undefined, given: ConfigTier): Tier {
  return {
    name: base?.name ?? name,
    template: given.template ?? base?.template ?? 'standard',
    window: given.window ?? base?.window ?? null,
    timeZone: given.timeZone ?? base?.timeZone ?? null,
    rpoMs: given.rpo === undefined ? (base?.rpoMs ?? null) : (parseDuration(given.rpo) ?? null),
    rtoMs: given.rto === undefined ? (base?.rtoMs ?? null) : (parseDuration(given.rto) ?? null),
  }
}

function rulesOf(file: FileSource): TierRule[] {
  return (file.checked.content.rules ?? []).map((rule, i) => ({
    tier: rule.tier,
    tag: parseTag(rule),
    resourceGroup: rule.group ?? null,
    name: rule.name ?? null,
    origin: originOf(file, ['rules', i]),
  }))
}

function parseTag({ tag }: ConfigRule): TierRule['tag'] {
  if (tag === undefined) return null
  const [, key = tag, value] = tag.match(/^([^=]+)=(.*)$/s) ?? []
  return { key: key.trim(), value: value?.trim() ?? null }
}

function unknownTiers(files: readonly FileSource[], tiers: Readonly<Record<string, Tier>>): ConfigProblem[] {
  const known = Object.values(tiers).map(({ name }) => name)
  return files.flatMap(({ checked }) =>
    (checked.content.rules ?? []).flatMap((rule, i) => {
      if (tiers[nameKey(rule.tier)]) return []
      const message = `unknown tier '${rule.tier}'; known tiers: ${known.join(', ')}`
      return [{ file: checked.file, ...checked.placeOf(['rules', i, 'tier']), message }]
    }),
  )
}

/** The table of time zones loads only when a file names one. */
async function unknownZones(files: readonly FileSource[]): Promise<ConfigProblem[]> {
  const named = files.flatMap(({ checked }) =>
    Object.entries(checked.content.tiers ?? {}).flatMap(([name, { timeZone }]) =>
      timeZone === undefined
        ? []
        : [{ file: checked.file, place: checked.placeOf(['tiers', name, 'timeZone']), timeZone }],
    ),
  )
  if (named.length === 0) return []
  const { normalizeTimeZone, similarTimeZones } = await import('../model/policy-time-zone.js')
  return named
    .filter(({ timeZone }) => normalizeTimeZone(timeZone) === undefined)
    .map(({ file, place, timeZone }) => {
      const similar = similarTimeZones(timeZone)
      const hint =
        similar.length === 0
          ? 'write a Windows or IANA name, e.g. Europe/Berlin'
          : `did you mean ${similar.join(' or ')}?`
      return { file, ...place, message: `unknown time zone '${timeZone}'; ${hint}` }
    })
}
