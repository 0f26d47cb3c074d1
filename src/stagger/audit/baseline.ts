import { readFile } from 'node:fs/promises'
import { usageError } from '../../core/errors.js'
import type { StaggerFinding } from '../../slots/findings.js'

/** What an earlier audit found, by id. */
export type Baseline = ReadonlyMap<string, StaggerFinding>

/** Findings against those of an earlier audit. */
export interface Comparison {
  /** Ids, in the order of the findings. */
  readonly new: readonly string[]
  readonly unchanged: readonly string[]
  /** What is no more. */
  readonly fixed: readonly StaggerFinding[]
}

const HOW = 'Save one with `azbk stagger audit --json > yesterday.json`.'

/**
 * The findings in the saved JSON of an audit.
 *
 * @throws BASELINE_UNREADABLE, BASELINE_INVALID (exit 2)
 */
export async function readBaseline(file: string): Promise<Baseline> {
  const content = parse(file, await readText(file)) as { result?: { findings?: unknown } } | null
  const findings = content?.result?.findings
  if (!Array.isArray(findings) || !findings.every(isFinding)) {
    throw usageError('BASELINE_INVALID', `${file} is not the JSON of an audit.`, [HOW])
  }
  return new Map(findings.map((finding) => [finding.id, finding]))
}

export function compareFindings(findings: readonly StaggerFinding[], baseline: Baseline): Comparison {
  const ids = new Set(findings.map(({ id }) => id))
  return {
    new: findings.filter(({ id }) => !baseline.has(id)).map(({ id }) => id),
    unchanged: findings.filter(({ id }) => baseline.has(id)).map(({ id }) => id),
    fixed: [...baseline.values()].filter(({ id }) => !ids.has(id)),
  }
}

function isFinding(value: unknown): value is StaggerFinding {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string'
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    throw usageError('BASELINE_UNREADABLE', `Baseline ${file} cannot be read: ${why}.`, [HOW])
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError('BASELINE_INVALID', `${file} is not JSON: ${(error as Error).message}.`, [HOW])
  }
}
