import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Settings } from '../config/settings.js'
import { refusedError } from '../core/errors.js'
import { compareTexts } from '../core/names.js'
import { DRILL_VERSION, type DrilledMachine, type DrillRecord } from '../model/drill.js'
import { drillPage } from './page.js'

const ENDING = '.json'
const DIGEST_ENDING = '.sha256'

/** Where evidence lies: the folder that was named, else one in the state folder. Trials on the mock count for no tier. */
export function evidenceFolder({ stateDir, mock }: Pick<Settings, 'stateDir' | 'mock'>, named?: string): string {
  return named === undefined ? join(stateDir, mock ? 'mock-drills' : 'drills') : resolve(named)
}

export interface Evidence {
  readonly file: string
  /** SHA-256 of the file, by which it can be shown that nobody changed it. */
  readonly sha256: string
}

/** Writes the record as JSON, its digest as `sha256sum --check` reads it, and a page for people. */
export function writeEvidence(folder: string, record: DrillRecord): Evidence {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${record.name}${ENDING}`)
  const text = `${JSON.stringify(record, null, 2)}\n`
  const sha256 = digestOf(text)
  writeWhole(file, text)
  writeWhole(digestFile(file), `${sha256}  ${basename(file)}\n`)
  writeWhole(file.replace(/\.json$/, '.md'), drillPage(record))
  return { file, sha256 }
}

/** The evidence of a drill as it lies there. */
export interface FoundEvidence extends Evidence {
  readonly record: DrillRecord
  /** Whether the digest beside the file is that of the file; `none` when there is none. */
  readonly digest: 'same' | 'other' | 'none'
}

export interface EvidenceFolder {
  /** Oldest first. */
  readonly drills: readonly FoundEvidence[]
  /** Files that could not be read, in sentences. */
  readonly damaged: readonly string[]
}

/** All drills of a folder; one that is not there has none. */
export function readEvidence(folder: string): EvidenceFolder {
  const damaged: string[] = []
  const drills = filesIn(folder).flatMap((name) => {
    try {
      return [readOne(join(folder, name))]
    } catch (thrown) {
      damaged.push(`${join(folder, name)} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
      return []
    }
  })
  const inTurn = ({ record: a }: FoundEvidence, { record: b }: FoundEvidence) =>
    compareTexts(a.endedAt, b.endedAt) || compareTexts(a.name, b.name)
  return { drills: drills.sort(inTurn), damaged }
}

function readOne(file: string): FoundEvidence {
  const text = readFileSync(file, 'utf8')
  const record = upToDate(JSON.parse(text))
  if (record === undefined || !Array.isArray(record.machines) || typeof record.endedAt !== 'string') {
    throw refusedError('EVIDENCE_UNKNOWN', `it is no evidence of a drill that this azbk knows.`)
  }
  const sha256 = digestOf(text)
  const noted = readDigest(file)
  return { file, sha256, record, digest: noted === undefined ? 'none' : noted === sha256 ? 'same' : 'other' }
}

/** What version 1 wrote, in today's words; undefined for what no version wrote. */
function upToDate(read: DrillRecord | (Omit<DrillRecord, 'schemaVersion'> & { readonly schemaVersion: 1 }) | null) {
  if (read?.schemaVersion === DRILL_VERSION) return read
  if (read?.schemaVersion !== 1 || !Array.isArray(read.machines)) return undefined
  const machines = read.machines.map((row: DrilledMachine): DrilledMachine => {
    const { totalMs = null, ...times } = row.times as DrilledMachine['times'] & { readonly totalMs?: number | null }
    return { ...row, times: { ...times, recoveredMs: totalMs } }
  })
  return { ...read, machines, schemaVersion: DRILL_VERSION, azbkVersion: null, ranBy: null } satisfies DrillRecord
}

function readDigest(file: string): string | undefined {
  try {
    return readFileSync(digestFile(file), 'utf8').split(/\s/)[0]
  } catch {
    return undefined
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .sort()
  } catch {
    return []
  }
}

/** Whole or not at all. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}

function digestFile(file: string): string {
  return `${file}${DIGEST_ENDING}`
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
