import { type AzbkError, usageError } from '../core/errors.js'
import { readText } from '../core/read-text.js'
import { matchNames, type Named } from '../fleet/select.js'
import { parseMachineName } from '../fleet/selector.js'
import type { PointWish } from '../points/choose.js'
import type { RestoreInput } from './input.js'

/** A VM as a file names it, and the recovery point that it says. */
export interface FileRow {
  /** A name, `group/name` or id. */
  readonly vm: string
  /** Null: the one that the command line means. */
  readonly point: string | null
}

/**
 * The input with the VMs of its file: rows `{vm, point}` or `{id}`, as a list, or the JSON that `azbk status` or an
 * earlier restore printed.
 *
 * @throws FILE_UNREADABLE, FILE_INVALID, SELECTORS_CONFLICT, POINTS_CONFLICT (2)
 */
export async function withFileRows(input: RestoreInput): Promise<RestoreInput> {
  const { from: file, vm = [], tag = [], all } = input
  if (file === undefined) return input
  if (vm.length > 0 || tag.length > 0 || all) {
    throw usageError('SELECTORS_CONFLICT', '--from names the VMs; it does not go with --vm, --tag or --all.')
  }
  const text = await readText(file, (why) =>
    usageError('FILE_UNREADABLE', `The file ${file} cannot be read: ${why}.`, ['Check the path of --from.']),
  )
  const rows = readRows(file, text)
  if ((input.point !== undefined || input.at !== undefined) && rows.some(({ point }) => point !== null)) {
    throw usageError('POINTS_CONFLICT', `The file ${file} names recovery points; it does not go with --point or --at.`)
  }
  return { ...input, vm: rows.map((row) => row.vm), fileRows: rows }
}

/** Which point of a VM is meant: that of its row in the file, else the one that was typed. */
export function pointWishOf(vm: Named, input: RestoreInput): PointWish {
  const row = input.fileRows?.find(
    ({ vm: text, point }) => point !== null && matchNames([parseMachineName(text)], [vm]).found.length > 0,
  )
  return row === undefined ? input : { ...input, point: row.point ?? undefined }
}

function readRows(file: string, text: string): FileRow[] {
  const { path, rows } = listOf(file, parse(file, text))
  const read = rows.map((row, i) => readRow(row, `${path}[${i}]`))
  const problems = read.filter((row) => typeof row === 'string')
  if (problems.length > 0) throw invalid(file, problems.slice(0, 5).join('; '))
  const found = read.filter((row) => typeof row !== 'string')
  const seen = new Set<string>()
  for (const { vm } of found) {
    if (seen.has(vm.toLowerCase())) throw invalid(file, `VM '${vm}' is named twice`)
    seen.add(vm.toLowerCase())
  }
  return found
}

function listOf(file: string, document: unknown): { readonly path: string; readonly rows: readonly unknown[] } {
  const isDocument = isObject(document) && 'result' in document
  const body = isDocument ? document.result : document
  const head = isDocument ? 'result' : ''
  const isRun = isObject(body) && 'machines' in body
  const rows = isRun ? body.machines : body
  const path = [...(head === '' ? [] : [head]), ...(isRun ? ['machines'] : [])].join('.')
  if (!Array.isArray(rows)) throw invalid(file, `there is no list of VMs${path === '' ? '' : ` at ${path}`}`)
  if (rows.length === 0) throw invalid(file, 'it names no VM')
  return { path, rows }
}

/** The row, or what is wrong with it. */
function readRow(row: unknown, at: string): FileRow | string {
  if (!isObject(row)) return `${at} is no object`
  const { id, vm = id, point } = row
  if (typeof vm !== 'string' || vm.trim() === '') return `${at} has neither a vm nor an id`
  // A result tells of its point in full; what is restored next is for the command line to say.
  if ('vm' in row && point !== undefined && typeof point !== 'string') return `${at}.point is no text`
  return { vm: vm.trim(), point: 'vm' in row && typeof point === 'string' ? point : null }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const { message } = thrown as Error
    const [, at] = /position (\d+)/.exec(message) ?? []
    const line = at === undefined ? '' : ` in line ${text.slice(0, Number(at)).split('\n').length}`
    throw invalid(file, `it is not JSON${line}: ${message}`)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(file: string, why: string): AzbkError {
  return usageError('FILE_INVALID', `The file ${file} does not name VMs to restore: ${why}.`, [
    'It takes the output of `azbk status --json` or of a restore with --json, or [{"vm": "web-01", "point": "<id>"}].',
  ])
}
