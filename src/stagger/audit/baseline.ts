import { armName } from '../../core/arm-id.js'
import { refusedError, usageError } from '../../core/errors.js'
import { nameKey } from '../../core/names.js'
import { readText } from '../../core/read-text.js'
import type { StaggerFinding } from '../../slots/findings.js'
import { listFirst } from '../../view/format.js'
import type { StaggerAuditResult } from '../audit.js'
import { type AuditSelection, isSameSelection, isSelection, saySelection } from './selection.js'

/** Of the documents that this version reads and writes. */
const SCHEMA_VERSION = 1

/** What an earlier audit found. */
export interface Baseline {
  readonly findings: readonly StaggerFinding[]
  /** Resource ids of the vaults that it was about; undefined in the JSON of older versions. */
  readonly vaults: readonly string[] | undefined
  /** The VMs that it was narrowed to; undefined in the JSON of older versions. */
  readonly selection: AuditSelection | null | undefined
}

/** What was found now. */
type Found = Pick<StaggerAuditResult, 'findings' | 'vaults' | 'selection'>

/** Findings against those of an earlier audit. */
export interface Comparison {
  /** Ids, in the order of the findings. */
  readonly new: readonly string[]
  readonly unchanged: readonly string[]
  /** What is no more. */
  readonly fixed: readonly StaggerFinding[]
  /** Resource ids of vaults that only one of the two audits was about: all findings about them count as new, or as fixed. */
  readonly vaultsAdded: readonly string[]
  readonly vaultsGone: readonly string[]
}

const HOW = 'Save one with `azbk stagger audit --json > yesterday.json`.'

/**
 * The findings in the saved JSON of an audit.
 *
 * @throws BASELINE_UNREADABLE, BASELINE_INVALID (exit 2), BASELINE_NEWER (exit 6)
 */
export async function readBaseline(file: string): Promise<Baseline> {
  const text = await readText(file, (why) =>
    usageError('BASELINE_UNREADABLE', `Baseline ${file} cannot be read: ${why}.`, [HOW]),
  )
  const document = parse(file, text) as Partial<BaselineDocument> | null
  if (document?.schemaVersion !== undefined && document.schemaVersion > SCHEMA_VERSION) {
    throw refusedError(
      'BASELINE_NEWER',
      `${file} has schemaVersion ${document.schemaVersion}; this azbk reads ${SCHEMA_VERSION}.`,
      ['Use the azbk that wrote it, or a newer one.'],
    )
  }
  const { findings, vaults, selection } = document?.result ?? {}
  if (!Array.isArray(findings) || !findings.every(isFinding)) {
    throw usageError('BASELINE_INVALID', `${file} is not the JSON of an audit.`, [HOW])
  }
  return {
    findings,
    vaults: Array.isArray(vaults) ? vaults : undefined,
    selection: selection === null || isSelection(selection) ? selection : undefined,
  }
}

interface BaselineDocument {
  readonly schemaVersion: number
  readonly result: Partial<Record<keyof Baseline, unknown>> | null
}

/** @throws BASELINE_ELSEWHERE (exit 6) when the two have no vault in common, or are of other VMs */
export function compareFindings({ findings, vaults, selection }: Found, baseline: Baseline): Comparison {
  const ids = new Set(findings.map(({ id }) => id))
  const before = new Set(baseline.findings.map(({ id }) => id))
  const [vaultsAdded, vaultsGone] = [without(vaults, baseline.vaults), without(baseline.vaults, vaults)]
  if (vaults.length > 0 && vaultsGone.length > 0 && vaultsAdded.length === vaults.length) {
    const named = vaultsGone.map((id) => `'${armName(id)}'`)
    throw refusedError(
      'BASELINE_ELSEWHERE',
      `The baseline is of other vaults, none of which is in scope:${listFirst(named)}`,
      ['Name a baseline of the same scope, or audit the scope of that one.'],
    )
  }
  if (baseline.selection !== undefined && !isSameSelection(selection, baseline.selection)) {
    throw refusedError(
      'BASELINE_ELSEWHERE',
      `The baseline is of ${saySelection(baseline.selection)}, and this audit is of ${saySelection(selection)}: what was found of VMs that only one of them is about would count as fixed, or as new.`,
      ['Name a baseline of the same VMs, or audit those of that one.'],
    )
  }
  return {
    new: findings.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    unchanged: findings.filter(({ id }) => before.has(id)).map(({ id }) => id),
    fixed: baseline.findings.filter(({ id }) => !ids.has(id)),
    vaultsAdded,
    vaultsGone,
  }
}

/** Those that are not among the others, of which nothing may be known. */
function without(vaults: readonly string[] = [], others: readonly string[] | undefined): string[] {
  const known = new Set(others?.map(nameKey))
  return others === undefined ? [] : vaults.filter((id) => !known.has(nameKey(id)))
}

function isFinding(value: unknown): value is StaggerFinding {
  return typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string'
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError('BASELINE_INVALID', `${file} is not JSON: ${(error as Error).message}.`, [HOW])
  }
}
