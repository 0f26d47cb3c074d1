import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Settings } from '../config/settings.js'
import { DRILL_VERSION, type DrillRecord } from '../model/drill.js'

const ENDING = '.json'

/** Where evidence lies: the folder that was named, else one in the state folder. */
export function evidenceFolder({ stateDir }: Pick<Settings, 'stateDir'>, named?: string): string {
  return named === undefined ? join(stateDir, 'drills') : resolve(named)
}

export interface Evidence {
  readonly file: string
  /** SHA-256 of the file, by which it can be shown that nobody changed it. */
  readonly sha256: string
}

export function writeEvidence(folder: string, record: DrillRecord): Evidence {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${record.run}${ENDING}`)
  const text = `${JSON.stringify(record, null, 2)}\n`
  writeFileSync(file, text, { mode: 0o600 })
  return { file, sha256: createHash('sha256').update(text).digest('hex') }
}

/** All drills of a folder, oldest first; a folder that is not there has none, what is no evidence is passed over. */
export function readEvidence(folder: string): DrillRecord[] {
  return filesIn(folder)
    .flatMap((name) => readRecord(join(folder, name)))
    .sort((a, b) => a.endedAt.localeCompare(b.endedAt) || a.run.localeCompare(b.run))
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ENDING))
  } catch {
    return []
  }
}

function readRecord(file: string): DrillRecord[] {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as DrillRecord
    return record.schemaVersion === DRILL_VERSION ? [record] : []
  } catch {
    return []
  }
}
