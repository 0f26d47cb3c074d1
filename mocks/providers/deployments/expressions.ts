import { isObject, spell } from '../../json.js'
import { expressionInvalid, functionUnknown } from './errors.js'

/** A function of the template language. */
export type TemplateFunction = (args: readonly unknown[]) => unknown

/** Functions by lower-case name. */
export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>

/** Longest expression that ARM takes. Source: docs, template limits. */
const MAX_LENGTH = 24_576

/** Calls inside calls: deeper than any person or client nests. */
const MAX_DEPTH = 64

/** A JSON value with all its expressions replaced by what they give. Throws InvalidTemplate. */
export function evaluate(value: unknown, functions: TemplateFunctions): unknown {
  if (typeof value === 'string') return evaluateText(value, functions)
  if (Array.isArray(value)) return value.map((item) => evaluate(item, functions))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, evaluate(item, functions)]))
}

/** Text in brackets is an expression; `[[` stands for a bracket. Source: docs, template syntax. */
function evaluateText(text: string, functions: TemplateFunctions): unknown {
  if (!text.startsWith('[') || !text.endsWith(']')) return text
  if (text.startsWith('[[')) return text.slice(1)
  if (text.length > MAX_LENGTH) throw expressionInvalid(text)
  const reading: Reading = { tokens: tokensOf(text.slice(1, -1)), at: 0, depth: 0, source: text, functions }
  const value = readValue(reading)
  if (reading.at < reading.tokens.length) throw expressionInvalid(text)
  return value
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_]\w*)|([()[\].,]))/y

type Token = { text: string } | { number: number } | { word: string } | { mark: string }

/** How far an expression has been read. */
interface Reading {
  readonly tokens: readonly Token[]
  readonly source: string
  readonly functions: TemplateFunctions
  at: number
  depth: number
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = []
  const source = expression.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source)
    if (!match) throw expressionInvalid(source)
    const [, text, number, word, mark = ''] = match
    if (text !== undefined) tokens.push({ text: text.replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ number: Number(number) })
    else tokens.push(word === undefined ? { mark } : { word })
  }
  return tokens
}

/** A call, a text or a number, with `.member` and `[index]` behind it. */
function readValue(reading: Reading): unknown {
  reading.depth += 1
  if (reading.depth > MAX_DEPTH) throw expressionInvalid(reading.source)
  let value = readPlain(reading)
  while (isMark(reading, '.') || isMark(reading, '[')) value = memberOf(value, readMember(reading), reading.source)
  reading.depth -= 1
  return value
}

function readPlain(reading: Reading): unknown {
  const token = next(reading)
  if ('text' in token) return token.text
  if ('number' in token) return token.number
  if ('mark' in token) throw expressionInvalid(reading.source)
  const name = token.word.toLowerCase()
  const call = Object.hasOwn(reading.functions, name) ? reading.functions[name] : undefined
  if (!call) throw functionUnknown(token.word)
  return call(readArguments(reading))
}

function readArguments(reading: Reading): unknown[] {
  take(reading, '(')
  const args: unknown[] = []
  while (!isMark(reading, ')')) {
    if (args.length > 0) take(reading, ',')
    args.push(readValue(reading))
  }
  take(reading, ')')
  return args
}

function readMember(reading: Reading): unknown {
  const token = next(reading)
  if ('mark' in token && token.mark === '.') {
    const name = next(reading)
    if ('word' in name) return name.word
    throw expressionInvalid(reading.source)
  }
  const key = readValue(reading)
  take(reading, ']')
  return key
}

function next(reading: Reading): Token {
  const token = reading.tokens[reading.at]
  if (!token) throw expressionInvalid(reading.source)
  reading.at += 1
  return token
}

function isMark({ tokens, at }: Reading, mark: string): boolean {
  const token = tokens[at]
  return token !== undefined && 'mark' in token && token.mark === mark
}

function take(reading: Reading, mark: string): void {
  if (!isMark(reading, mark)) throw expressionInvalid(reading.source)
  reading.at += 1
}

function memberOf(value: unknown, key: unknown, source: string): unknown {
  const isIndex = Array.isArray(value) && typeof key === 'number'
  const member = isIndex
    ? value[key]
    : isObject(value) && Object.hasOwn(value, spell(key))
      ? value[spell(key)]
      : undefined
  if (member === undefined) throw expressionInvalid(source)
  return member
}
