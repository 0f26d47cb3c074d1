import type { OutputFormat } from '../config/settings.js'
import { usageError } from '../core/errors.js'
import type { Style, View } from '../view/style.js'

/** Version of the JSON envelope; raised only when a key changes its meaning or goes away. */
export const SCHEMA_VERSION = 1

export interface OutputOptions {
  readonly format: OutputFormat
  readonly query: string | null
  readonly style: Style
  readonly warnings: readonly string[]
}

/** The result as the text for stdout, with its line end; empty for `none`. */
export async function formatResult<R>(result: R, view: View<R>, options: OutputOptions): Promise<string> {
  const plain = toPlain(result)
  const queried = options.query === null ? plain : await runQuery(plain, options.query)
  switch (options.format) {
    case 'none':
      return ''
    case 'json':
      return `${JSON.stringify(options.query === null ? envelope(plain, options.warnings) : queried, null, 2)}\n`
    case 'yaml': {
      const { stringify } = await import('yaml')
      return stringify(options.query === null ? envelope(plain, options.warnings) : queried)
    }
    case 'tsv':
      return tsv(queried)
    case 'csv':
      return csv(queried)
    case 'table':
      return `${options.query === null ? await view(result, options.style) : await genericTable(queried, options.style)}\n`
  }
}

function envelope(result: unknown, warnings: readonly string[]) {
  return { schemaVersion: SCHEMA_VERSION, result, warnings }
}

function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

async function runQuery(value: unknown, query: string): Promise<unknown> {
  const { search } = await import('@jmespath-community/jmespath')
  try {
    return search(value as Parameters<typeof search>[0], quoteBareLiterals(query))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw usageError('INVALID_QUERY', `--query '${query}' is not valid JMESPath: ${reason}`, [
      'See https://jmespath.org; `[].name` lists the names of a list.',
    ])
  }
}

/**
 * az takes a bare word in backticks for a string, as many of its examples write it; this parser wants JSON there.
 * Source: the literals of jmespath.py, which az uses.
 */
function quoteBareLiterals(query: string): string {
  const quoted = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`((?:\\.|[^`\\])*)`/g
  return query.replace(quoted, (text, literal: string | undefined) =>
    literal === undefined || isJson(literal.replaceAll('\\`', '`'))
      ? text
      : `\`${JSON.stringify(literal.trimStart())}\``,
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

type Row = Readonly<Record<string, unknown>>

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function rowsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Nested objects as dotted columns, so that every scalar has a column of its own; arrays stay JSON. */
function flatten(row: Row, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      isRow(value) ? Object.entries(flatten(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value]],
    ),
  )
}

/** As az does: values only, tab-separated, no header. */
function tsv(value: unknown): string {
  return rowsOf(value)
    .map((row) => {
      const values = isRow(row) ? Object.values(flatten(row)) : Array.isArray(row) ? row : [row]
      return `${values.map((v) => cell(v).replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`
    })
    .join('')
}

async function csv(value: unknown): Promise<string> {
  const { stringify } = await import('csv-stringify/sync')
  const rows = rowsOf(value).map((row) => (isRow(row) ? flatten(row) : { value: row }))
  if (rows.length === 0) return ''
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return stringify(
    rows.map((row) => columns.map((column) => cell((row as Row)[column]))),
    { header: true, columns, record_delimiter: '\n', escape_formulas: true },
  )
}

async function genericTable(value: unknown, style: Style): Promise<string> {
  const { renderTable, renderFields } = await import('../view/table.js')
  if (isRow(value)) return renderFields(Object.entries(flatten(value)).map(([key, v]) => [key, cell(v)] as const))
  const rows = rowsOf(value)
  if (!rows.some(isRow)) return rows.map(cell).join('\n')
  const flat = rows.map((row) => (isRow(row) ? flatten(row) : { value: row }))
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))]
  return renderTable(
    flat,
    columns.map((column) => ({ header: column, value: (row: Row) => cell(row[column]) })),
    { style, empty: 'Nothing found.' },
  )
}
