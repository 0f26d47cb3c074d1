import { usageError } from '../core/errors.js'
import { closeNames, compareNames, nameKey } from '../core/names.js'
import type {
  InventoryDisk,
  InventoryFile,
  InventoryMachine,
  InventoryPolicy,
  InventoryProblem,
  InventoryText,
  InventoryVault,
} from './inventory-file.js'
import { DEFAULT_TIER } from './inventory-keys.js'
import { INVENTORY_STATES, type InventoryState } from './inventory-schema.js'

/** Column -> what its cells hold. Headers are taken in any case, with spaces, `-` and `_` or without. */
const COLUMNS = [
  'name',
  'vault',
  'id',
  'resourceGroup',
  'subscription',
  'region',
  'tier',
  'policy',
  'start',
  'timeZone',
  'window',
  'pinned',
  'firstBackup',
  'cloudService',
  'state',
  'disks',
] as const
type ColumnName = (typeof COLUMNS)[number]
const NEEDED: readonly ColumnName[] = ['name', 'vault']

interface Row {
  readonly line: number
  readonly cells: Readonly<Partial<Record<ColumnName, string>>>
}

/** Reads a table of VMs, one a row, with `,` or `;` between the cells. Vaults and policies are those that rows name. */
export async function readCsvInventory(file: string, text: string): Promise<InventoryText> {
  const rows = await readRows(file, text)
  const vaults = new Map<string, Shared<InventoryVault>>()
  const policies = new Map<string, Shared<InventoryPolicy>>()
  const tiers = new Map<string, Set<string>>()
  const problems: InventoryProblem[] = []
  const machines = rows.map((row, i) => {
    const tell = (column: ColumnName, message: string) => problems.push({ path: ['machines', i, column], message })
    note(vaults, nameKey(row.cells.vault ?? ''), vaultOf(row), row.line)
    if (row.cells.policy !== undefined) {
      const key = nameKey(`${row.cells.vault} ${row.cells.policy}`)
      note(policies, key, policyOf(row), row.line)
      tiers.set(key, (tiers.get(key) ?? new Set()).add(row.cells.tier ?? DEFAULT_TIER))
    }
    return machineOf(row, tell)
  })
  problems.push(...conflictsOf('vaults', vaults), ...conflictsOf('policies', policies))
  const tiered = [...policies].map(([key, { value }]) => ({ ...value, tier: tierOfPolicy(value.name, tiers.get(key)) }))
  const content: InventoryFile = { vaults: valuesOf(vaults), policies: tiered, machines }
  const lines: Readonly<Record<string, readonly number[]>> = {
    machines: rows.map(({ line }) => line),
    vaults: [...vaults.values()].map(({ line }) => line),
    policies: [...policies.values()].map(({ line }) => line),
  }
  const lineOf = (list: unknown, index: unknown) => lines[String(list)]?.[Number(index)] ?? 1
  return { content, problems, placesOf: (paths) => paths.map(([list, index]) => String(lineOf(list, index))) }
}

/** What the parser gives with `info`: `lines` are those up to the end of the record. */
interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

async function readRows(file: string, text: string): Promise<Row[]> {
  const { parse } = await import('csv-parse/sync')
  const invalid = (line: number, message: string) =>
    usageError('INVENTORY_INVALID', `${file}:${line}: ${message}.`, ['docs/stagger.md describes the columns.'])
  let records: CsvRecord[]
  try {
    const options = { bom: true, delimiter: delimiterOf(text), info: true, trim: true, ...LENIENT }
    records = parse(text, options) as unknown as CsvRecord[]
  } catch (error) {
    const { lines, message } = error as Error & { lines?: number }
    throw invalid(lines ?? 1, message.replace(/\.$/, ''))
  }
  const [head, ...rows] = records
  const headers = (head?.record ?? []).map((title) => ({ title, column: columnOf(title) }))
  const wrong = headers.filter(({ column }) => column === undefined).map(({ title }) => unknownColumn(title))
  const lacking = NEEDED.filter((column) => !headers.some((one) => one.column === column))
  const doubled = COLUMNS.filter((column) => headers.filter((one) => one.column === column).length > 1)
  const messages = [
    ...wrong,
    ...lacking.map((column) => `there is no column '${column}'`),
    ...doubled.map((column) => `there are several columns '${column}'`),
  ]
  if (messages.length > 0) throw invalid(head?.info.lines ?? 1, messages.join('; '))
  return rows.map(({ record, info }) => ({ line: info.lines, cells: cellsOf(headers, record) }))
}

/** Loops, here and in `pick`: a file may have 100,000 rows, and lists of entries cost more than to read it. */
function cellsOf(
  headers: readonly { readonly column: ColumnName | undefined }[],
  record: readonly string[],
): Row['cells'] {
  const cells: Partial<Record<ColumnName, string>> = {}
  for (const [i, { column }] of headers.entries()) {
    const text = record[i]
    if (column !== undefined && text !== undefined && text !== '') cells[column] = text
  }
  return cells
}

/** Rows may be shorter than the header: spreadsheets drop empty cells at their end. */
const LENIENT = { relax_column_count_less: true, skip_empty_lines: true, skip_records_with_empty_values: true } as const

/** The one that the header has more of. */
function delimiterOf(text: string): ',' | ';' {
  const [header = ''] = text.split('\n', 1)
  return header.split(';').length > header.split(',').length ? ';' : ','
}

function columnOf(title: string): ColumnName | undefined {
  const key = nameKey(title.replace(/[\s_-]/g, ''))
  return COLUMNS.find((column) => nameKey(column) === key)
}

function unknownColumn(title: string): string {
  const [near] = closeNames(title, COLUMNS)
  return `unknown column '${title}'; ${near ? `did you mean '${near}'?` : `known columns: ${COLUMNS.join(', ')}`}`
}

/** What several rows say of the same vault or policy; the first word on each matter counts. */
interface Shared<T> {
  readonly value: T
  readonly line: number
  readonly conflicts: readonly string[]
}

function note<T extends object>(known: Map<string, Shared<T>>, key: string, value: T, line: number): void {
  const first = known.get(key)
  if (first === undefined) {
    known.set(key, { value, line, conflicts: [] })
    return
  }
  const old = first.value as Record<string, string>
  if (Object.entries(value as Record<string, string>).every(([name, text]) => old[name] === text)) return
  const differing = Object.entries(value as Record<string, string>).filter(
    ([name, text]) => name !== 'name' && old[name] !== undefined && nameKey(old[name]) !== nameKey(text),
  )
  const conflicts = differing.map(([name, text]) => `${name} '${old[name]}' here, '${text}' in line ${line}`)
  known.set(key, { ...first, value: { ...value, ...first.value }, conflicts: [...first.conflicts, ...conflicts] })
}

function conflictsOf(list: 'vaults' | 'policies', known: ReadonlyMap<string, Shared<{ name: string }>>) {
  return [...known.values()].flatMap(({ value, conflicts }, i) =>
    conflicts.slice(0, 1).map((conflict) => {
      const what = list === 'vaults' ? 'vault' : 'policy'
      return { path: [list, i], message: `${what} '${value.name}' has two accounts of itself: ${conflict}` }
    }),
  )
}

function valuesOf<T>(known: ReadonlyMap<string, Shared<T>>): T[] {
  return [...known.values()].map(({ value }) => value)
}

/** VMs of several tiers may share a policy: it is that of the tier it is named after, else of the first by name. */
function tierOfPolicy(policy: string, tiers: ReadonlySet<string> = new Set()): string {
  const names = [...tiers].sort(compareNames)
  return names.find((tier) => nameKey(policy).startsWith(nameKey(tier))) ?? names[0] ?? DEFAULT_TIER
}

function vaultOf({ cells }: Row): InventoryVault {
  return { name: cells.vault ?? '', ...pick(cells, 'subscription', 'region') }
}

function policyOf({ cells }: Row): InventoryPolicy {
  return { vault: cells.vault ?? '', name: cells.policy ?? '', ...pick(cells, 'start', 'timeZone') }
}

function machineOf({ cells }: Row, tell: (column: ColumnName, message: string) => void): InventoryMachine {
  const { name = '', vault = '' } = cells
  for (const column of NEEDED) if (cells[column] === undefined) tell(column, `${column} is empty`)
  const state = nameKey(cells.state ?? 'protected')
  if (!isState(state)) tell('state', `state '${cells.state}' is none of ${INVENTORY_STATES.join(', ')}`)
  const disks = (cells.disks ?? '').split(/[\s|]+/).filter((word) => word !== '')
  const read = disks.map(readDisk)
  const wrong = disks.filter((_, i) => read[i] === undefined)
  if (wrong.length > 0) tell('disks', `${wrong.map((word) => `'${word}'`).join(', ')} is no disk; ${DISK_FORM}`)
  const isYes = (column: 'pinned' | 'firstBackup') => {
    const cell = cells[column]
    const answer = cell === undefined ? undefined : readYesNo(cell)
    if (cell !== undefined && answer === undefined) tell(column, `${column} is '${cell}'; write yes or no`)
    return answer
  }
  const firstBackup = isYes('firstBackup')
  return {
    name,
    vault,
    ...pick(cells, 'id', 'resourceGroup', 'tier', 'policy', 'window', 'cloudService'),
    pinned: isYes('pinned') ?? false,
    ...(firstBackup !== undefined && { firstBackup }),
    ...(isState(state) && { state }),
    disks: read.filter((disk) => disk !== undefined),
  }
}

const DISK_FORM =
  'write size, size/used or size/used/churn% in GB, with @account for an unmanaged one: 128/60/3%@stweu01'
const NUMBER = '(-?\\d+(?:\\.\\d+)?)'
const DISK = new RegExp(`^${NUMBER}(?:/${NUMBER}(?:/${NUMBER}%)?)?(?:@([a-z0-9]+))?$`, 'i')

function readDisk(word: string): InventoryDisk | undefined {
  const [, size, used, churn, storageAccount] = DISK.exec(word) ?? []
  if (size === undefined) return undefined
  return {
    sizeGb: Number(size),
    ...(used !== undefined && { usedGb: Number(used) }),
    ...(churn !== undefined && { churnPerDay: Number(churn) / 100 }),
    ...(storageAccount !== undefined && { storageAccount }),
  }
}

function readYesNo(text: string): boolean | undefined {
  if (/^(yes|true|1|x)$/i.test(text)) return true
  return /^(no|false|0)$/i.test(text) ? false : undefined
}

function isState(text: string): text is InventoryState {
  return INVENTORY_STATES.some((state) => state === text)
}

function pick<K extends ColumnName>(cells: Row['cells'], ...columns: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {}
  for (const column of columns) {
    const text = cells[column]
    if (text !== undefined) found[column] = text
  }
  return found
}
