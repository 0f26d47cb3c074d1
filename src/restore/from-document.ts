import { armName, tryParseArmId } from '../core/arm-id.js'
import type { AzbkError } from '../core/errors.js'
import { distinctBy, groupBy } from '../core/group.js'
import { compareTexts, nameKey, sameName } from '../core/names.js'
import { count } from '../view/format.js'
import type { FileRow, FileRows } from './from-file.js'
import { readPoint } from './point-facts.js'

type Refuse = (why: string) => AzbkError
type Json = Readonly<Record<string, unknown>>

/** The VMs that a JSON document means; what each kind of document means stands in docs/restore.md. */
export function readDocument(text: string, refuse: Refuse): FileRows {
  const document = parse(text, refuse)
  if (isObject(document) && 'error' in document && !('result' in document))
    throw refuse('azbk printed an error into it')
  const isWrapped = isObject(document) && 'result' in document
  const body = isWrapped ? document.result : document
  const at = isWrapped ? 'result' : ''
  if (Array.isArray(body)) return whole(listed(body, at, refuse))
  if (!isObject(body)) throw noList(at, refuse)
  const drill = [body.drill, body.record, body].find((one) => isObject(one) && isDrill(one))
  if (isObject(drill))
    return failedOf(drill.machines as Json[], { state: 'verdict', failed: ['failed', 'notRun'] }, refuse)
  if (Array.isArray(body.machines)) {
    const rows = listed(body.machines, join(at, 'machines'), refuse)
    if (body.applied !== true) return whole(rows)
    return failedOf(body.machines as Json[], { state: 'status', failed: ['failed', 'notStarted'] }, refuse)
  }
  if (Array.isArray(body.findings)) return ofFindings(body.findings.filter(isObject), refuse)
  if ('id' in body || 'vm' in body) return whole(listed([body], at, refuse))
  throw noList(at, refuse)
}

function noList(at: string, refuse: Refuse): AzbkError {
  return refuse(`there is no list of VMs${at === '' ? '' : ` at ${at}`}`)
}

function whole(rows: readonly FileRow[]): FileRows {
  return { rows, note: null }
}

function join(at: string, member: string): string {
  return at === '' ? member : `${at}.${member}`
}

function isDrill({ machines }: Json): boolean {
  return Array.isArray(machines) && machines.length > 0 && machines.every((row) => isObject(row) && 'verdict' in row)
}

/** Of what was done before, the VMs for which it failed. */
function failedOf(
  rows: readonly Json[],
  { state, failed }: { readonly state: string; readonly failed: readonly string[] },
  refuse: Refuse,
): FileRows {
  const chosen = rows.filter((row) => failed.includes(String(row[state])))
  if (chosen.length === 0) throw refuse(`it failed for none of its ${count(rows.length, 'VM')}`)
  const rest = rows.length - chosen.length
  const note =
    rest === 0 ? null : `${count(chosen.length, 'VM')} for which it failed; ${count(rest, 'other')} left out.`
  return { rows: listed(chosen, 'machines', refuse), note }
}

/** VMs without any backup data are no VMs to restore. */
function ofFindings(findings: readonly Json[], refuse: Refuse): FileRows {
  const idsOf = (rows: readonly Json[]) => distinctBy(rows.flatMap(machineIds), nameKey)
  const isBare = ({ code }: Json) => code === 'NOT_PROTECTED'
  const ids = idsOf(findings.filter((finding) => !isBare(finding)))
  if (ids.length === 0) throw refuse(`none of its ${count(findings.length, 'finding')} names a VM that has backups`)
  const bare = idsOf(findings.filter(isBare)).length
  const note = bare === 0 ? null : `${count(bare, 'VM')} that no vault protects left out.`
  return { rows: ids.map((vm) => ({ vm, point: null })), note }
}

/** In the evidence of a finding ids have Azure's case, in its own id they have not. */
function machineIds({ evidence, id }: Json): string[] {
  return [...textsIn(evidence), ...String(id).split('|')].filter(isMachineId)
}

function isMachineId(text: string): boolean {
  return sameName(tryParseArmId(text)?.path[0]?.[0] ?? '', 'virtualMachines')
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** All rows, or every mistake of the first few. Of several points of a VM the newest is meant. */
function listed(rows: readonly unknown[], at: string, refuse: Refuse): FileRow[] {
  const points = rows.filter((row): row is Json => isObject(row) && pointOf(row) !== undefined)
  if (points.length > 0 && points.length === rows.length) return newestPoints(points)
  const read = rows.map((row, i) => readRow(row, `${at}[${i}]`))
  const problems = read.filter((row) => typeof row === 'string')
  if (problems.length > 0) throw refuse(problems.slice(0, 5).join('; '))
  return read.filter((row) => typeof row !== 'string')
}

function newestPoints(points: readonly Json[]): FileRow[] {
  const newestFirst = [...points].sort((a, b) => compareTexts(String(b.time), String(a.time)))
  const rows = newestFirst.flatMap((row) => pointOf(row) ?? [])
  return [...groupBy(rows, ({ vm }) => nameKey(vm)).values()].flatMap(([newest]) => newest ?? [])
}

/** A recovery point by its id, in which its VM stands as `...;group;name`. Source: AZURE-BACKUP-API.md section 1. */
function pointOf(row: Json): FileRow | undefined {
  const id = String(row.id)
  const [, vault, item = ''] =
    /^(\/.+)\/backupFabrics\/.+\/protectedItems\/([^/]+)\/recoveryPoints\/[^/]+$/i.exec(id) ?? []
  const [name, group] = item.split(';').reverse()
  return name && group ? { vm: `${group}/${name}`, point: armName(id), vault, facts: readPoint(row) } : undefined
}

/** The row, or what is wrong with it. */
function readRow(row: unknown, at: string): FileRow | string {
  if (!isObject(row)) return `${at} is no object`
  const { id, vm = id, point } = row
  if (typeof vm !== 'string' || vm.trim() === '') return `${at} has neither a vm nor an id`
  if (/^\//.test(vm) && !isMachineId(vm)) return `${at} is about something else than a VM`
  // A result tells of its point in full; what is restored next is for the command line to say.
  if ('vm' in row && point !== undefined && (typeof point !== 'string' || point.trim() === '')) {
    return `${at}.point is no id of a point`
  }
  return { vm: vm.trim(), point: 'vm' in row && typeof point === 'string' ? point : null }
}

function parse(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const { message } = thrown as Error
    const [, at] = /position (\d+)/.exec(message) ?? []
    const line = at === undefined ? '' : ` in line ${text.slice(0, Number(at)).split('\n').length}`
    throw refuse(`it is not JSON${line}: ${message}`)
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
