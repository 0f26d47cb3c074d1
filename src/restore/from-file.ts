import type { AppContext } from '../context.js'
import { type AzbkError, usageError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import { readText } from '../core/read-text.js'
import { matchNames, type Named } from '../fleet/select.js'
import { parseMachineName } from '../fleet/selector.js'
import type { RecoveryPoint } from '../model/point.js'
import type { PointWish } from '../points/choose.js'
import { readDocument } from './from-document.js'
import { readTable } from './from-table.js'
import type { RestoreInput } from './input.js'

/** A VM as a file names it, and the recovery point that it says. */
export interface FileRow {
  /** A name, `group/name` or id. */
  readonly vm: string
  /** Null: the one that the command line means. */
  readonly point: string | null
  /** Id of the vault of the point, where the file tells it. */
  readonly vault?: string | undefined
  /** The point in full, the same. */
  readonly facts?: RecoveryPoint | undefined
}

/** What a file means. */
export interface FileRows {
  readonly rows: readonly FileRow[]
  /** Which VMs that it names are left out, and why, as a sentence; null when none is. */
  readonly note: string | null
}

/**
 * The input with the VMs of its file: what azbk printed as JSON (status, points, audits, drills, earlier restores), rows
 * `{vm, point}` or `{id}`, a CSV, or names, one a line.
 *
 * @throws FILE_UNREADABLE, FILE_INVALID, SELECTORS_CONFLICT, POINTS_CONFLICT (2)
 */
export async function withFileRows(ctx: Pick<AppContext, 'warn'>, input: RestoreInput): Promise<RestoreInput> {
  const { from: file, vm = [], tag = [], all } = input
  if (file === undefined) return input
  if (vm.length > 0 || tag.length > 0 || all) {
    throw usageError('SELECTORS_CONFLICT', '--from names the VMs; it does not go with --vm, --tag or --all.')
  }
  const text = await readText(file, (why) =>
    usageError('FILE_UNREADABLE', `The file ${file} cannot be read: ${why}.`, ['Check the path of --from.']),
  )
  const { rows, note } = await readRows(file, text)
  if ((input.point !== undefined || input.at !== undefined) && rows.some(({ point }) => point !== null)) {
    throw usageError('POINTS_CONFLICT', `The file ${file} names recovery points; it does not go with --point or --at.`)
  }
  if (note !== null) ctx.warn(`The file ${file}: ${note}`)
  return { ...input, vm: rows.map((row) => row.vm), fileRows: rows }
}

/** The vaults of the points of a file; undefined when others must be looked at, too. */
export function vaultsOf({ fileRows = [], vault }: RestoreInput): readonly string[] | undefined {
  const ids = fileRows.flatMap((row) => row.vault ?? [])
  const isAll = vault === undefined && ids.length > 0 && ids.length === fileRows.length
  return isAll ? distinctBy(ids, nameKey) : undefined
}

/** Which point of a VM is meant: that of its row in the file, else the one that was typed. */
export function pointWishOf(vm: Named, input: RestoreInput): PointWish {
  const row = input.fileRows?.find(
    ({ vm: text, point }) => point !== null && matchNames([parseMachineName(text)], [vm]).found.length > 0,
  )
  return row === undefined ? input : { ...input, point: row.point ?? undefined, known: row.facts }
}

async function readRows(file: string, text: string): Promise<FileRows> {
  const refuse = (why: string) => invalid(file, why)
  const read = /^\s*[[{]/.test(text) ? readDocument(text, refuse) : { rows: await readTable(text, refuse), note: null }
  if (read.rows.length === 0) throw refuse('it names no VM')
  const seen = new Set<string>()
  for (const { vm } of read.rows) {
    if (seen.has(nameKey(vm))) throw refuse(`VM '${vm}' is named twice`)
    seen.add(nameKey(vm))
  }
  return read
}

function invalid(file: string, why: string): AzbkError {
  return usageError('FILE_INVALID', `The file ${file} does not name VMs to restore: ${why}.`, [
    'It takes what these print with --json: azbk status, point list, point show, stagger audit, drill run, drill show, restore.',
    'Or [{"vm": "web-01", "point": "<id>"}], or a CSV with a column vm, id or name, or names, one a line.',
  ])
}
