import { isObject } from '../../json.js'
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
  const reader = createReader(text.slice(1, -1), functions)
  return reader.readAll()
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_]\w*)|([()[\].,]))/y

interface Token {
  text?: string
  number?: number
  word?: string
  mark?: string
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const body = source.trimEnd()
  while (TOKEN.lastIndex < body.length) {
    const match = TOKEN.exec(body)
    if (!match) throw expressionInvalid(source)
    const [, text, number, word, mark] = match
    if (text !== undefined) tokens.push({ text: text.replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ number: Number(number) })
    else tokens.push(word === undefined ? { mark: mark ?? '' } : { word })
  }
  return tokens
}

/** Reads `name(argument, ...)`, texts and numbers, each with `.member` and `[index]` behind it. */
function createReader(source: string, functions: TemplateFunctions) {
  const tokens = tokensOf(source)
  let at = 0
  let depth = 0
  const isMark = (mark: string) => tokens[at]?.mark === mark
  const take = (mark: string) => {
    if (!isMark(mark)) throw expressionInvalid(source)
    at += 1
  }
  const readArguments = (): unknown[] => {
    take('(')
    const args: unknown[] = []
    while (!isMark(')')) {
      if (args.length > 0) take(',')
      args.push(readValue())
    }
    take(')')
    return args
  }
  const readPlain = (): unknown => {
    const token = tokens[at]
    at += 1
    if (token?.word === undefined) {
      if (token === undefined || token.mark !== undefined) throw expressionInvalid(source)
      return token.text ?? token.number
    }
    const call = functions[token.word.toLowerCase()]
    if (!call) throw functionUnknown(token.word)
    return call(readArguments())
  }
  const readMember = (): unknown => {
    if (isMark('.')) {
      at += 1
      const { word } = tokens[at] ?? {}
      at += 1
      return word
    }
    take('[')
    const key = readValue()
    take(']')
    return key
  }
  const readValue = (): unknown => {
    depth += 1
    if (depth > MAX_DEPTH) throw expressionInvalid(source)
    let value = readPlain()
    while (isMark('.') || isMark('[')) value = memberOf(value, readMember(), source)
    depth -= 1
    return value
  }
  return {
    readAll() {
      const value = readValue()
      if (at < tokens.length) throw expressionInvalid(source)
      return value
    },
  }
}

function memberOf(value: unknown, key: unknown, source: string): unknown {
  const isIndex = Array.isArray(value) && typeof key === 'number'
  const member = isIndex ? value[key] : isObject(value) && Object.hasOwn(value, `${key}`) ? value[`${key}`] : undefined
  if (member === undefined) throw expressionInvalid(source)
  return member
}
