import { usageError } from '../core/errors.js'
import { findName } from '../core/names.js'
import { readText } from '../core/read-text.js'
import { checkYaml, type Place } from '../core/yaml-check.js'
import { MONTHS, type PolicySpec, WEEKDAYS, WEEKS_OF_MONTH } from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import { defaultInstantRestoreDays } from '../model/policy-templates.js'
import { policyFileSchema } from './file-schema.js'

/** A policy file whose shape is right; whether Azure takes what it says is for `checkPolicy` to tell. */
export interface PolicyFile {
  readonly file: string
  readonly spec: PolicySpec
  /** Where a field of a {@link Problem} stands. */
  readonly placeOf: (field: string) => Place
}

export async function readPolicyFile(file: string): Promise<PolicyFile> {
  const refuse = (why: string) =>
    usageError('POLICY_FILE_UNREADABLE', `Policy file ${file} cannot be read: ${why}.`, [
      'Check the path given with --file.',
    ])
  return parsePolicyFile(file, await readText(file, refuse))
}

/** Takes a policy file apart; throws all mistakes in its shape as one usage error with their lines. */
export async function parsePolicyFile(file: string, text: string): Promise<PolicyFile> {
  const hint = () => "must be a number or 'last'"
  const { content, problems, placeOf } = await checkYaml(text, {
    schema: policyFileSchema(),
    prepare: knownWords,
    hint,
  })
  if (problems.length > 0) {
    const lines = problems.map(({ line, column, message }) => `  ${file}:${line}:${column}: ${message}`)
    const head =
      problems.length === 1 ? 'The policy file has a mistake:' : `The policy file has ${problems.length} mistakes:`
    throw usageError('POLICY_FILE_INVALID', [head, ...lines].join('\n'), [
      'Mend the places named above; docs/policy.md describes every key.',
    ])
  }
  return { file, spec: completeSpec(content as WrittenSpec), placeOf: (field) => placeOf(field.split('.')) }
}

/** A policy as a file may say it: what it leaves out has a default. */
export type WrittenSpec = Pick<PolicySpec, 'schedule' | 'retention'> & Partial<PolicySpec>

export function completeSpec(written: WrittenSpec): PolicySpec {
  const kind = written.kind ?? 'enhanced'
  return canonicalSpec({
    ...written,
    kind,
    instantRestoreDays: written.instantRestoreDays ?? defaultInstantRestoreDays({ kind, schedule: written.schedule }),
    timeZone: written.timeZone ?? 'UTC',
    consistency: written.consistency ?? 'app',
  })
}

/** A policy as the text of a policy file. */
export async function formatPolicyFile(spec: PolicySpec): Promise<string> {
  const { stringify } = await import('yaml')
  return stringify(spec)
}

/** Words that a key may hold, in Azure's case. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: ['standard', 'enhanced'],
  frequency: ['hourly', 'daily', 'weekly'],
  form: ['absolute', 'relative'],
  mode: ['after', 'recommended'],
  unit: ['days', 'weeks', 'months', 'years'],
  consistency: ['app', 'crash'],
  days: [...WEEKDAYS, 'last'],
  weeks: WEEKS_OF_MONTH,
  months: MONTHS,
}

/** Words are taken in any case. */
export function knownWords(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return findName(WORDS[key] ?? [], value) ?? value
  if (Array.isArray(value)) return value.map((item) => knownWords(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, knownWords(inner, name)]))
}
