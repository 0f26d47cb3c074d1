import type { ErrorObject } from 'ajv'
import type { Document, LineCounter, Node, Pair } from 'yaml'
import { closest } from './closest.js'
import { distinctBy } from './group.js'

/** Where a value stands in a file. Counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

export type Path = readonly (string | number)[]

/** One mistake in a file. */
export interface YamlProblem extends Place {
  readonly path: Path
  readonly message: string
}

export interface CheckedYaml {
  /** What the file says; undefined for what cannot be read, and for an empty file. */
  readonly content: unknown
  /** All mistakes: of syntax, or, when there are none, against the schema. */
  readonly problems: readonly YamlProblem[]
  /** Where the key or the list item of a path stands; the nearest parent that exists when it does not. */
  readonly placeOf: (path: Path) => Place
}

export interface YamlRules {
  /** JSON Schema, draft 7; `discriminator` (OpenAPI) is understood. */
  readonly schema: Readonly<Record<string, unknown>>
  /** What to write instead, for values that match no pattern or no alternative. */
  readonly hint?: (path: Path, keyword: 'pattern' | 'anyOf') => string | undefined
  /** Changes what was read before it is checked, e.g. the case of known words. */
  readonly prepare?: (content: unknown) => unknown
}

/** Reads a YAML (or JSON) text and finds every mistake in it. The YAML and schema packages load only here. */
export async function checkYaml(text: string, rules: YamlRules): Promise<CheckedYaml> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeOf = (path: Path) => findPlace(document, lines, path)
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0])
      return { path: [], line, column: col, message: syntaxMessage(error.code, error.message) }
    })
    return { content: undefined, problems, placeOf }
  }
  const raw: unknown = document.toJS() ?? undefined
  const content = rules.prepare ? rules.prepare(raw) : raw
  const problems = await checkSchema(content ?? {}, rules)
  const placed = problems.map((problem) => ({ ...problem, ...placeOf(problem.path) }))
  return { content, problems: placed.sort((a, b) => a.line - b.line || a.column - b.column), placeOf }
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

export interface SchemaProblem {
  readonly path: Path
  readonly message: string
}

/** Every mistake in what was read from a file. */
export async function checkSchema(
  content: unknown,
  rules: Pick<YamlRules, 'schema' | 'hint'>,
): Promise<SchemaProblem[]> {
  const { Ajv } = await import('ajv')
  const options = { allErrors: true, verbose: true, strictTypes: false, strictRequired: false, discriminator: true }
  const validate = new Ajv(options).compile(rules.schema)
  if (validate(content)) return []
  const problems = (validate.errors ?? []).flatMap((error) => describe(error, content, rules.hint))
  return distinctBy(problems, ({ path, message }) => `${path.join('/')} ${message}`)
}

/** One error of the schema check as a sentence; the errors inside an alternative are told by the alternative. */
function describe(error: ErrorObject, content: unknown, hint: YamlRules['hint']): SchemaProblem[] {
  if (/\/anyOf\/\d/.test(error.schemaPath)) return []
  const path = pathOf(error.instancePath, content)
  const name = path.length === 0 ? 'the file' : `'${path.join('.')}'`
  const problem = (message: string, ...deeper: string[]) => [{ path: [...path, ...deeper], message }]
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty)
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {})
      const near = closest(key, known)
      return problem(
        `unknown key '${key}'; ${near ? `did you mean '${near}'?` : `known keys: ${known.join(', ')}`}`,
        key,
      )
    }
    case 'enum':
      return problem(
        `${name} must be one of ${error.params.allowedValues.join(', ')}, not ${JSON.stringify(error.data)}`,
      )
    case 'required':
      return problem(`${name} lacks '${error.params.missingProperty}'`)
    case 'anyOf':
      return problem(`${name} ${hint?.(path, 'anyOf') ?? 'has none of the forms it may have'}`)
    case 'pattern':
      return problem(`${name} is ${JSON.stringify(error.data)}; ${hint?.(path, 'pattern') ?? error.message ?? ''}`)
    case 'discriminator': {
      const { tag, tagValue } = error.params as { tag: string; tagValue: unknown }
      const known = tagValues(error.parentSchema, tag).join(', ')
      return tagValue === undefined
        ? problem(`${name} lacks '${tag}' (${known})`)
        : problem(`'${tag}' must be one of ${known}`, tag)
    }
    case 'type':
      return problem(`${name} must be ${article(error.params.type)}`)
    default:
      return problem(`${name} ${error.message}`)
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping (key: value)',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
}

/** Of one type, or of several: `string,null`. */
function article(type: string | readonly string[]): string {
  return String(type)
    .split(',')
    .map((one) => TYPE_WORDS[one] ?? one)
    .join(' or ')
}

function tagValues(schema: unknown, tag: string): unknown[] {
  const forms = (schema as { oneOf?: { properties?: Record<string, { const?: unknown }> }[] } | undefined)?.oneOf ?? []
  return forms.map((form) => form.properties?.[tag]?.const)
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
