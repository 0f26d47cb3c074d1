import { sameName } from '../../json.js'
import { splitScript, statementsOf, withoutDocuments, wordsOf } from './shell-text.js'
import type { GuestRule } from './state.js'

/** Where a script runs. */
export interface ScriptPlace {
  shell: 'sh' | 'powershell'
  hostName: string
  rules: readonly GuestRule[]
  /** Whether a host of the network takes connections; the VM itself does. */
  reaches: (host: string) => boolean
  /** Values of the parameters by name; unnamed ones are `1`, `2`, ... */
  variables: Readonly<Record<string, string>>
}

/** What became of a script. */
export interface ScriptResult {
  stdout: string
  stderr: string
  /** Real milliseconds before the job speed. */
  delayMs: number
}

interface Run extends ScriptResult {
  place: ScriptPlace
  /** Here-documents by the words that end them. */
  documents: Map<string, string>
  variables: Map<string, string>
  /** Blocks around the statement: whether it is reached, and whether a branch of the block was. */
  blocks: { isOn: boolean; wasOn: boolean }[]
  /** Exit code of the last command. */
  status: number
  isOver: boolean
  /** Statements of functions by their names, and those of the function that is being defined. */
  functions: Map<string, string[]>
  defining?: string[] | undefined
  hasReturned: boolean
}

/**
 * Runs a script in a guest in which every command succeeds and prints nothing, unless a rule says what it does: enough of
 * sh and PowerShell to follow `echo`, variables, functions, `&&`, `||` and blocks; loops run once. A rule whose text stands in no
 * single statement answers the script as a whole.
 */
export function runScript(script: string, place: ScriptPlace): ScriptResult {
  const { stdout, stderr, delayMs } = runWhole(script, place)
  return { stdout, stderr, delayMs }
}

function runWhole(script: string, place: ScriptPlace): Run {
  const variables = new Map(Object.entries(place.variables))
  const printed = { stdout: '', stderr: '', delayMs: 0 }
  const flow = { blocks: [], status: 0, isOver: false, hasReturned: false, functions: new Map() }
  const { rest, documents } = withoutDocuments(script)
  const run: Run = { place, documents, variables, ...printed, ...flow }
  const statements = statementsOf(rest, place.shell)
  const parts = [...statements, ...documents.values()]
  const whole = place.rules.find(
    ({ contains }) => script.includes(contains) && !parts.some((text) => text.includes(contains)),
  )
  if (whole) obey(run, whole)
  else for (const statement of statements) if (!run.isOver) follow(run, statement)
  return run
}

/** A shell that reads a here-document. */
function runDocument(run: Run, script: string): void {
  const inner = runWhole(script, { ...run.place, variables: {} })
  run.stdout += inner.stdout
  run.stderr += inner.stderr
  run.delayMs += inner.delayMs
  run.status = inner.status
}

function follow(run: Run, statement: string): void {
  if (define(run, statement)) return
  const [, word, rest = ''] = /^(if|elif|else|fi|then|while|until|for|do|done)\b\s*(.*)$/s.exec(statement) ?? []
  const isReached = isOn(run)
  if (word === 'fi' || word === 'done') run.blocks.pop()
  else if (word === 'elif') turn(run, () => holds(run, rest))
  else if (word === 'else') {
    turn(run, () => true)
    follow(run, rest)
  } else if (word === 'then' || word === 'do') follow(run, rest)
  else if (word === 'if' || word === 'while' || word === 'until' || word === 'for') {
    const isTaken = isReached && (word === 'for' || holds(run, rest) === (word !== 'until'))
    run.blocks.push({ isOn: isTaken, wasOn: isTaken || !isReached })
  } else if (isReached) runList(run, statement)
}

/** True for the statements of a function, which are kept until it is called. */
function define(run: Run, statement: string): boolean {
  if (run.defining) {
    if (statement === '}') run.defining = undefined
    else run.defining.push(statement)
    return true
  }
  const [, name, first = ''] = /^(?:function\s+)?(\w+)\s*\(\)\s*\{?\s*(.*)$/s.exec(statement) ?? []
  if (name === undefined) return false
  run.defining = first === '' ? [] : [first]
  run.functions.set(name, run.defining)
  return true
}

/** A function sees its arguments as `$1`, `$2`, ... and as `$@`. */
function call(run: Run, body: readonly string[], values: readonly string[]): void {
  const outer = { blocks: run.blocks, variables: run.variables }
  const numbered = values.map((value, index) => [String(index + 1), value] as const)
  run.variables = new Map([...outer.variables, ...numbered])
  run.blocks = []
  const all = values.map((value) => (/\s/.test(value) ? `'${value}'` : value)).join(' ')
  for (const statement of body) {
    if (!run.isOver && !run.hasReturned)
      follow(
        run,
        statement.replaceAll(/"\$@"|\$@/g, () => all),
      )
  }
  for (const [name, value] of run.variables) if (!/^\d+$/.test(name)) outer.variables.set(name, value)
  Object.assign(run, outer, { hasReturned: false })
}

function isOn({ blocks }: Run): boolean {
  return blocks.every((block) => block.isOn)
}

/** Another branch of the block: taken when none was before and its condition holds. */
function turn(run: Run, mayTake: () => boolean): void {
  const block = run.blocks.pop()
  const isTaken = block?.wasOn === false && mayTake()
  run.blocks.push({ isOn: isTaken, wasOn: isTaken || block?.wasOn !== false })
}

function holds(run: Run, condition: string): boolean {
  runList(run, condition)
  return run.status === 0
}

/** Commands joined by `&&` and `||`. */
function runList(run: Run, text: string): void {
  for (const part of splitScript(text, ['&&', '||'])) {
    const isSkipped = (part.after === '&&' && run.status !== 0) || (part.after === '||' && run.status === 0)
    if (!isSkipped && !run.isOver && !run.hasReturned && part.text !== '') runCommand(run, part.text)
  }
}

function runCommand(run: Run, text: string): void {
  const [, isDenied, command = ''] = /^(!\s*|-not\s+)?(?:\{\s+)?(.*)$/s.exec(bareOf(run, text)) ?? []
  const [, name, value = ''] = ASSIGNMENT[run.place.shell].exec(command) ?? []
  if (name !== undefined) assign(run, name, value)
  else runPlain(run, command)
  if (isDenied) run.status = run.status === 0 ? 1 : 0
}

/** The condition of PowerShell's `if (...)` without its parentheses. */
function bareOf({ place }: Run, text: string): string {
  return place.shell === 'powershell' && /^\(.*\)$/s.test(text) ? text.slice(1, -1).trim() : text
}

const ASSIGNMENT = {
  sh: /^(?:export\s+|local\s+)?([A-Za-z_]\w*)=(.*)$/s,
  powershell: /^\$([A-Za-z_]\w*)\s*=\s*(.*)$/s,
}

function assign(run: Run, name: string, value: string): void {
  const isCommand = run.place.shell === 'powershell' && !/^["'$\d]/.test(value)
  run.variables.set(name, isCommand ? outputOf(run, value) : textOf(run, value))
  // What was run for the value leaves its exit code.
  if (!isCommand && !value.includes('$(')) run.status = 0
}

/** Redirections are followed as far as somebody would see them. */
const REDIRECTION = /\s*(\d|&)?>{1,2}\s*(&\d|\S+)/g

function runPlain(run: Run, command: string): void {
  const plain = command.replaceAll(/\$\{?(\w+)\}?/g, (text, name: string) => run.variables.get(name) ?? text)
  const rule = run.place.rules.find(({ contains }) => command.includes(contains) || plain.includes(contains))
  const body = run.functions.get(/^\w+/.exec(command)?.[0] ?? '')
  const document = run.documents.get(/<<'(\w+)'/.exec(command)?.[1] ?? '')
  const redirections = [...command.matchAll(REDIRECTION)].map(([, from = '1', to = '']) => `${from}>${to}`)
  const before = { stdout: run.stdout, stderr: run.stderr }
  if (body) call(run, body, wordsOf(command.replaceAll(REDIRECTION, ''), (word) => resolve(run, word)).slice(1))
  else if (rule) obey(run, rule)
  else if (document !== undefined) runDocument(run, document)
  else for (const { text } of splitScript(command.replaceAll(REDIRECTION, ''), ['|'])) runBuiltIn(run, text)
  const printed = run.stdout.slice(before.stdout.length)
  if (redirections.some((to) => /^[1&]>/.test(to))) run.stdout = before.stdout
  if (redirections.includes('1>&2')) run.stderr += printed
  if (redirections.some((to) => /^[2&]>(?!&)/.test(to))) run.stderr = before.stderr
}

function runBuiltIn(run: Run, command: string): void {
  const [word = '', ...rest] = wordsOf(command, (name) => resolve(run, name))
  const isComparison = run.place.shell === 'powershell' && COMPARISONS.includes(rest[0] ?? '')
  run.hasReturned = word === 'return'
  const isWell = !isFalse(isComparison ? ['[', word, ...rest] : [word, ...rest]) && isOpen(run, command)
  run.status = isWell ? 0 : 1
  run.isOver = word.toLowerCase() === 'exit'
  run.stdout += printedBy(run, word.toLowerCase(), rest)
}

function printedBy({ place }: Run, word: string, rest: readonly string[]): string {
  switch (word) {
    case 'echo':
    case 'write-output':
    case 'write-host':
      return `${(/^-[ne]+$/.test(rest[0] ?? '') ? rest.slice(1) : rest).join(' ')}\n`
    case 'printf':
      return rest
        .slice(1)
        .reduce((text, value) => text.replace(/%[sd]/, value), rest[0] ?? '')
        .replaceAll('\\n', '\n')
    case 'hostname':
      return `${place.hostName}\n`
    case 'systemctl':
      return rest[0] === 'is-active' ? 'active\n' : ''
    default:
      return ''
  }
}

/** Commands that fail in a healthy guest too: comparisons that do not hold, and `false`. */
function isFalse([word = '', ...rest]: readonly string[]): boolean {
  if (word === 'false' || (/^(return|exit)$/.test(word) && Number(rest[0]) > 0)) return true
  return (word === '[' || word === 'test') && !compare(rest)
}

/** The port that a command connects to, of another host. */
function isOpen({ place }: Run, command: string): boolean {
  const [, path, name] = /\/dev\/tcp\/([^/]+)\/|-ComputerName\s+(\S+)/i.exec(command) ?? []
  const host = path ?? name
  return host === undefined || host === 'localhost' || sameName(host, place.hostName) || place.reaches(host)
}

const COMPARISONS = ['-eq', '-ne']

/** Comparisons of texts and numbers; whatever else is asked of a healthy guest is so. */
function compare([left = '', operator, right = '']: readonly string[]): boolean {
  if (left.startsWith('(')) return true
  if (left === '-z') return operator === ']' || operator === ''
  switch (operator) {
    case '=':
    case '==':
    case '-eq':
      return left === right
    case '!=':
    case '-ne':
      return left !== right
    default:
      return true
  }
}

function textOf(run: Run, text: string): string {
  return wordsOf(text, (name) => resolve(run, name)).join(' ')
}

function resolve(run: Run, name: string): string {
  if (name.startsWith('(')) return outputOf(run, name.slice(1, -1))
  return name === '?' || name === 'LASTEXITCODE'
    ? String(run.status)
    : (run.variables.get(name.replaceAll(/[{}]/g, '')) ?? '')
}

/** What a command prints, without line ends behind it. */
function outputOf(run: Run, command: string): string {
  const inner: Run = { ...run, blocks: [], stdout: '' }
  runList(inner, command)
  run.status = inner.status
  run.stderr = inner.stderr
  run.delayMs = inner.delayMs
  return inner.stdout.replace(/\n+$/, '')
}

function obey(run: Run, rule: GuestRule): void {
  run.status = rule.exitCode ?? 0
  run.stdout += rule.stdout ?? ''
  run.stderr += rule.stderr ?? ''
  run.delayMs += rule.delayMs ?? 0
}
