import { usageError } from '../core/errors.js'
import { checkYaml } from '../core/yaml-check.js'
import { LIMITS_PROFILES, type LimitsProfileName } from './limit-profiles.js'
import type { Limit, LimitKind, LimitScope, LimitsProfile } from './limits.js'

type Schema = Readonly<Record<string, unknown>>
type LimitName = Exclude<keyof LimitsProfile, 'name'>

/** Every limit: what it counts, and whether it can be switched off. */
const LIMITS: Readonly<Record<LimitName, { readonly text: string; readonly isOptional: boolean }>> = {
  startsTogether: { text: 'VMs that start at the same time, counted over scope.', isOptional: true },
  disksPerAccount: {
    text: 'Unmanaged disks of one storage account that start at the same time, across vaults.',
    isOptional: true,
  },
  classicPerHour: { text: 'Classic VMs of one cloud service that start within one hour.', isOptional: true },
  machinesPerPolicy: { text: 'VMs of one policy.', isOptional: true },
  policiesPerVault: { text: 'Policies of one vault.', isOptional: true },
  machinesPerVault: { text: 'VMs of one vault.', isOptional: true },
  itemsPerVault: { text: 'Protected items of one vault, of all workloads.', isOptional: true },
  policyWritesPerDay: { text: 'Policies made or changed in one vault in 24 hours.', isOptional: true },
  protectionChangesPerDay: { text: 'VMs of one vault protected or moved in a day.', isOptional: true },
  startSpreadMinutes: { text: 'Minutes within which a backup starts after its time.', isOptional: false },
  queueHours: { text: 'Longest wait between snapshot and transfer, in hours.', isOptional: false },
  backupHours: { text: 'Longest daily backup, in hours.', isOptional: false },
}
const SCOPES = ['policy', 'vault', 'region', 'subscription'] as const satisfies readonly LimitScope[]
const KINDS = ['hard', 'daily budget', 'advice'] as const satisfies readonly LimitKind[]

/** What a limits file may hold. Published as `schemas/limits-file.schema.json`. */
export function limitsFileSchema(): Schema {
  const rows = Object.entries(LIMITS).map(([name, row]) => [name, limitSchema(name, row)])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Limits file of azbk',
    description: 'Guards of staggering: what `azbk stagger plan --profile FILE` reads.',
    type: 'object',
    additionalProperties: false,
    properties: {
      name: {
        type: 'string',
        minLength: 1,
        description: 'What plans and findings call these limits. Default: custom.',
      },
      extends: {
        enum: Object.keys(LIMITS_PROFILES),
        description: 'The profile that holds for all limits not named here. Default: current.',
      },
      ...Object.fromEntries(rows),
    },
  }
}

function limitSchema(
  name: string,
  { text, isOptional }: { readonly text: string; readonly isOptional: boolean },
): Schema {
  const value = { type: 'integer', minimum: isOptional ? 1 : 0, maximum: 1_000_000 }
  const properties = {
    value,
    ...(name === 'startsTogether' && { scope: { enum: SCOPES, description: 'Over what it counts. Default: vault.' } }),
    kind: { enum: KINDS, description: 'Whether Azure refuses more, until the next day or for good.' },
    source: { type: 'string', minLength: 1, description: 'Who says so; findings cite it.' },
  }
  const row = { type: 'object', additionalProperties: false, properties, required: ['value'] }
  return { description: text, anyOf: [value, row, ...(isOptional ? [{ type: 'null' }] : [])] }
}

interface WrittenFile extends Partial<Record<LimitName, number | null | WrittenLimit>> {
  readonly name?: string
  readonly extends?: LimitsProfileName
}

interface WrittenLimit extends Partial<Limit> {
  readonly value: number
}

/** Takes a limits file apart; throws all of its mistakes as one usage error with their lines. */
export async function parseLimitsFile(file: string, text: string): Promise<LimitsProfile> {
  const { content, problems, placeOf } = await checkYaml(text, { schema: limitsFileSchema(), hint: hintOf })
  if (problems.length > 0) {
    const lines = problems.map(({ line, column, message }) => `  ${file}:${line}:${column}: ${message}`)
    throw usageError('LIMITS_FILE_INVALID', ['The limits file has mistakes:', ...lines].join('\n'), [
      'Mend the places named above; schemas/limits-file.schema.json describes every key.',
    ])
  }
  const written = (content ?? {}) as WrittenFile
  const base: LimitsProfile = LIMITS_PROFILES[written.extends ?? 'current']
  const rows = (Object.keys(LIMITS) as LimitName[]).flatMap((name) => {
    const row = written[name]
    if (row === undefined) return []
    return [[name, row === null ? null : limitOf(row, base[name] ?? fallback(name), `${file}:${placeOf([name]).line}`)]]
  })
  return { ...base, name: written.name ?? 'custom', ...Object.fromEntries(rows) }
}

/** A row over what the profile says; a new value has a new source. */
function limitOf(row: number | WrittenLimit, base: Limit, place: string): Limit {
  const written: WrittenLimit = typeof row === 'number' ? { value: row } : row
  return { ...base, source: place, ...written }
}

/** Where the extended profile switched the limit off. */
function fallback(name: LimitName): Limit {
  return LIMITS_PROFILES.current[name]
}

function hintOf(path: readonly (string | number)[]): string {
  const limit = LIMITS[path[0] as LimitName]
  const scope = path[0] === 'startsTogether' ? `, scope (${SCOPES.join(', ')})` : ''
  const off = limit?.isOptional ? ', null to switch it off,' : ''
  return `must be a whole number from ${limit?.isOptional ? 1 : 0}${off} or a mapping of value${scope}, kind (${KINDS.join(', ')}) and source`
}
