/** A part of a script, and the separator that stands before it: empty for the first. */
export interface ScriptPart {
  text: string
  after: string
}

/** Parts between separators that stand outside quotes and parentheses, without blanks around them; longest separators first. */
export function splitScript(script: string, separators: readonly string[]): ScriptPart[] {
  const parts: ScriptPart[] = [{ text: '', after: '' }]
  let quote = ''
  let depth = 0
  for (let at = 0; at < script.length; ) {
    const isBare = quote === '' && depth === 0
    const separator = isBare ? separators.find((candidate) => script.startsWith(candidate, at)) : undefined
    const taken = separator ?? script.slice(at, at + (script[at] === '\\' && quote !== "'" ? 2 : 1))
    if (separator !== undefined) parts.push({ text: '', after: separator })
    else (parts.at(-1) as ScriptPart).text += taken
    if (quote === '' && (taken === '"' || taken === "'")) quote = taken
    else if (taken === quote) quote = ''
    if (quote === '' && taken === '(') depth += 1
    if (quote === '' && taken === ')') depth = Math.max(0, depth - 1)
    at += taken.length
  }
  return parts.map(({ text, after }) => ({ text: text.trim(), after }))
}

/** A script without its here-documents (`<<'END'`), and these by the words that end them. */
export function withoutDocuments(script: string): { rest: string; documents: Map<string, string> } {
  const documents = new Map<string, string>()
  const rest = script.replaceAll(/<<'(\w+)'(.*)\n([\s\S]*?)\n\1$/gm, (_, word, tail, text) => {
    documents.set(word, text)
    return `<<'${word}'${tail}`
  })
  return { rest, documents }
}

/** `$name`, `${name}`, `$?`, `$1`, `$(command)` with at most one more pair of parentheses in it. */
const VARIABLE = /\$(\((?:[^()]|\([^()]*\))*\)|\{[^}]*\}|[A-Za-z_]\w*|[?\d])/g

/** Words of a command without their quotes; `resolve` gives the value of what stands behind a `$` outside single quotes. */
export function wordsOf(command: string, resolve: (name: string) => string): string[] {
  const words = splitScript(command, [' ', '\t']).filter(({ text }) => text !== '')
  return words.map(({ text }) =>
    text.replaceAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|((?:[^'"\\]|\\.)+)/gs, (_, single, double, bare) => {
      if (single !== undefined) return single as string
      const open = String(double ?? bare).replaceAll(VARIABLE, (_match, name: string) => resolve(name))
      return open.replaceAll(/\\(["$`\\])/g, '$1')
    }),
  )
}

/**
 * Statements of a script, with the words of sh for its blocks: `if (a) { b } else { c }` of PowerShell comes as `if (a)`,
 * `b`, `else`, `c`, `fi`.
 */
export function statementsOf(script: string, shell: 'sh' | 'powershell'): string[] {
  const bare = script.replaceAll(/^\s*#.*$/gm, '')
  if (shell === 'sh') return textsOf(splitScript(bare, ['\n', ';']))
  const parts = splitScript(bare, ['\n', ';', '{', '}'])
  return parts.flatMap(({ text, after }, index) => {
    const isHead = parts[index + 1]?.after === '{'
    const ends = after === '}' && !/^(else|elseif|catch)\b/i.test(text) ? ['fi'] : []
    return [...ends, ...(isHead ? [headOf(text)] : text === '' ? [] : [text])]
  })
}

function headOf(text: string): string {
  if (/^if\b/i.test(text)) return `if${text.slice('if'.length)}`
  if (/^elseif\b/i.test(text)) return `elif${text.slice('elseif'.length)}`
  return /^(else|catch)\b/i.test(text) ? 'else' : 'if true'
}

function textsOf(parts: readonly ScriptPart[]): string[] {
  return parts.map(({ text }) => text).filter((text) => text !== '')
}
