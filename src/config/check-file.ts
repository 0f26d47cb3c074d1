import type { ErrorObject } from 'ajv'
import type { Document, LineCounter, Node, Pair } from 'yaml'
import { closest } from '../core/closest.js'
import { fileSchema } from './file-schema.js'

/** What a configuration file says, after the check against its schema. */
export interface ConfigFile {
  readonly defaults?: Readonly<Record<string, string | boolean | readonly string[]>>
  readonly vaults?: Readonly<Record<string, string>>
  readonly tiers?: Readonly<Record<string, ConfigTier>>
  readonly rules?: readonly ConfigRule[]
  readonly limits?: 'current' | 'classic-2017'
}

export interface ConfigTier {
  readonly template?: 'critical' | 'standard' | 'dev'
  readonly window?: string
  readonly timeZone?: string
  readonly rpo?: string
  readonly rto?: string
}

export interface ConfigRule {
  readonly tier: string
  readonly tag?: string
  readonly group?: string
  readonly name?: string
}

/** One mistake in a file. */
export interface ConfigProblem extends Place {
  readonly file: string
  readonly message: string
}

export interface CheckedFile {
  readonly file: string
  readonly content: ConfigFile
  readonly problems: readonly ConfigProblem[]
  /** Where a key or a list item stands, e.g. `['defaults', 'output']`. */
  readonly placeOf: (path: Path) => Place
}

/** Counted from 1. */
interface Place {
  readonly line: number
  readonly column: number
}

type Path = readonly (string | number)[]

/** Reads the text of a configuration file and finds every mistake in it. The YAML and schema packages load only here. */
export async function checkConfigFile(file: string, text: string): Promise<CheckedFile> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeOf = (path: Path) => findPlace(document, lines, path)
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0])
      return { file, line, column: col, message: syntaxMessage(error.code, error.message) }
    })
    return { file, content: {}, problems, placeOf }
  }
  const content = (document.toJS() ?? {}) as ConfigFile
  const problems = (await schemaErrors(content)).map(({ path, message }) => ({ file, ...placeOf(path), message }))
  return { file, content: problems.length > 0 ? {} : content, problems, placeOf }
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab is used for indentation; YAML allows only spaces'
  return message.charAt(0).toLowerCase() + message.slice(1)
}

/** Where the key (or the list item) of a path stands; the nearest parent that exists when it does not. */
function findPlace(document: Document, lines: LineCounter, path: Path): Place {
  let node: unknown = document.contents
  let offset = rangeStart(node) ?? 0
  for (const step of path) {
    const items: readonly unknown[] = (node as { items?: unknown[] } | null)?.items ?? []
    const found = typeof step === 'number' ? items[step] : items.find((item) => keyText(item) === step)
    if (found === undefined) break
    const pair = typeof step === 'number' ? undefined : (found as Pair<Node, Node | null>)
    offset = rangeStart(pair ? pair.key : found) ?? offset
    node = pair ? pair.value : found
  }
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function rangeStart(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0]
}

function keyText(item: unknown): string | undefined {
  const key = (item as Pair<{ value?: unknown }> | undefined)?.key
  return key?.value === undefined ? undefined : String(key.value)
}

interface SchemaProblem {
  readonly path: Path
  readonly message: string
}

async function schemaErrors(content: unknown): Promise<SchemaProblem[]> {
  const { Ajv } = await import('ajv')
  const validate = new Ajv({ allErrors: true, verbose: true, strictTypes: false }).compile(fileSchema())
  if (validate(content)) return []
  const problems = (validate.errors ?? []).flatMap((error) => describe(error, content))
  return problems.filter((one, i) => i === problems.findIndex((other) => same(one, other)))
}

function same(a: SchemaProblem, b: SchemaProblem): boolean {
  return a.message === b.message && a.path.join('/') === b.path.join('/')
}

/** One error of the schema check as a sentence; the errors inside an alternative are told by the alternative. */
function describe(error: ErrorObject, content: unknown): SchemaProblem[] {
  const path = pathOf(error.instancePath, content)
  const name = path.length === 0 ? 'the file' : `'${path.join('.')}'`
  if (/\/anyOf\/\d/.test(error.schemaPath)) return []
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty)
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {})
      const near = closest(key, known)
      const hint = near ? `did you mean '${near}'?` : `known keys: ${known.join(', ')}`
      return [{ path: [...path, key], message: `unknown key '${key}'; ${hint}` }]
    }
    case 'enum':
      return [
        {
          path,
          message: `${name} must be one of ${error.params.allowedValues.join(', ')}, not ${JSON.stringify(error.data)}`,
        },
      ]
    case 'required':
      return [{ path, message: `${name} lacks '${error.params.missingProperty}'` }]
    case 'anyOf':
      return [
        {
          path,
          message:
            path[0] === 'rules'
              ? `${name} needs a condition: tag, group or name`
              : `${name} must be a text or a list of texts`,
        },
      ]
    case 'pattern':
      return [{ path, message: `${name} is ${JSON.stringify(error.data)}; ${patternHint(path.at(-1))}` }]
    case 'type':
      return [{ path, message: `${name} must be ${article(error.params.type)}` }]
    default:
      return [{ path, message: `${name} ${error.message}` }]
  }
}

function patternHint(key: string | number | undefined): string {
  if (key === 'window') return 'write HH:MM-HH:MM, e.g. 22:00-04:00'
  if (key === 'arm-endpoint') return 'write an https:// address without a query; tokens are never sent over plain http'
  if (key === 'tag') return 'write key=value, or a key alone'
  return 'write a number and a unit, e.g. 90m, 24h, 7d'
}

function article(type: string): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a mapping (key: value)',
    array: 'a list',
    string: 'a text',
    boolean: 'true or false',
  }
  return words[type] ?? `a ${type}`
}

/** A JSON pointer as keys; a step into a list becomes a number. */
function pathOf(pointer: string, content: unknown): Path {
  let value = content
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(value) ? Number(key) : key
      value = (value as Record<string | number, unknown>)[step]
      return step
    })
}
