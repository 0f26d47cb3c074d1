import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const MOCKS = join(import.meta.dirname, '..', 'mocks')

/** What can refuse a request, found in the sources. */
export interface Refusals {
  /** Codes of the front door, which any operation can answer; sorted. */
  readonly common: readonly string[]
  /** Codes that a handler of a provider can answer beyond those; sorted. Throws for a handler that no routes.ts names. */
  of(provider: string, handler: string): readonly string[]
}

/** The folders of `mocks/providers` that have routes, sorted. */
export function providerFolders(): string[] {
  return readdirSync(join(MOCKS, 'providers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/**
 * Reads which error codes each handler can throw: the literal texts that are passed as a parameter named `code` to anything
 * that makes an ArmError, in whatever the handler refers to, directly or not. Codes that are only known at run time are not
 * found.
 */
export function findRefusals(): Refusals {
  const files = ['arm.ts', ...providerFolders().map((name) => `providers/${name}/routes.ts`)]
  const program = ts.createProgram(
    files.map((file) => join(MOCKS, file)),
    {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
    },
  )
  const source = (file: string) => {
    const found = program.getSourceFile(join(MOCKS, file))
    if (!found) throw new Error(`There is no mocks/${file}`)
    return found
  }
  const reach = createReach(program)
  const common = reach([source('arm.ts')])
  const handlers = new Map(providerFolders().map((name) => [name, handlersOf(source(`providers/${name}/routes.ts`))]))
  return {
    common: [...common].sort(),
    of(provider, handler) {
      const nodes = handlers.get(provider)?.get(handler)
      if (!nodes) throw new Error(`mocks/providers/${provider}/routes.ts names no handler ${handler}`)
      return [...reach(nodes)].filter((code) => !common.has(code)).sort()
    },
  }
}

/** The expressions after `handler:` by the last name in them, which is the name of the function at run time. */
function handlersOf(source: ts.SourceFile): Map<string, ts.Node[]> {
  const found = new Map<string, ts.Node[]>()
  visit(source, (node) => {
    if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'handler') return
    const name = node.initializer.getText().split('.').at(-1) ?? ''
    found.set(name, [...(found.get(name) ?? []), node.initializer])
  })
  return found
}

/** Builds the walk from nodes through all that they refer to inside `mocks/`, to the codes that are met. */
function createReach(program: ts.Program): (starts: readonly ts.Node[]) => Set<string> {
  const checker = program.getTypeChecker()
  const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(MOCKS))
  const implementations = findImplementations(sources, checker)
  const facts = new Map<ts.Node, { codes: string[]; next: ts.Node[] }>()
  const factsOf = (start: ts.Node) => {
    const known = facts.get(start)
    if (known) return known
    const found: { codes: string[]; next: ts.Node[] } = { codes: [], next: [] }
    facts.set(start, found)
    visit(start, (node) => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) found.codes.push(...codesOf(node, checker))
      if (ts.isIdentifier(node)) found.next.push(...declarationsOf(node, checker, implementations))
    })
    return found
  }
  return (starts) => {
    const seen = new Set(starts)
    const codes = new Set<string>()
    for (const node of seen) {
      const { codes: own, next } = factsOf(node)
      for (const code of own) codes.add(code)
      for (const declaration of next) seen.add(declaration)
    }
    return codes
  }
}

/** The texts that a call passes as `code`, when what it makes is an ArmError. */
function codesOf(call: ts.CallExpression | ts.NewExpression, checker: ts.TypeChecker): string[] {
  const signature = checker.getResolvedSignature(call)
  if (signature?.getReturnType().symbol?.name !== 'ArmError') return []
  const argument = call.arguments?.[signature.parameters.findIndex(({ name }) => name === 'code')]
  if (!argument) return []
  const type = checker.getTypeAtLocation(argument)
  const types = type.isUnion() ? type.types : [type]
  return types.flatMap((part) => (part.isStringLiteral() ? [part.value] : []))
}

/** What an identifier in an expression stands for, when it can do or hold something. */
function declarationsOf(
  identifier: ts.Identifier,
  checker: ts.TypeChecker,
  implementations: ReadonlyMap<ts.Symbol, readonly ts.Node[]>,
): ts.Node[] {
  const named = checker.getSymbolAtLocation(identifier)
  if (!named) return []
  const symbol = named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named
  const own = (symbol.declarations ?? []).filter(
    (node) =>
      node.getSourceFile().fileName.startsWith(MOCKS) &&
      (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) || ts.isMethodDeclaration(node)),
  )
  return [...own, ...(implementations.get(symbol) ?? [])]
}

/** Members of interfaces -> the functions that object literals of that type give for them. */
function findImplementations(
  sources: readonly ts.SourceFile[],
  checker: ts.TypeChecker,
): ReadonlyMap<ts.Symbol, readonly ts.Node[]> {
  const found = new Map<ts.Symbol, ts.Node[]>()
  const add = (member: ts.ObjectLiteralElementLike, literal: ts.ObjectLiteralExpression) => {
    const isFunction =
      ts.isMethodDeclaration(member) || (ts.isPropertyAssignment(member) && ts.isFunctionLike(member.initializer))
    const symbol = isFunction && checker.getContextualType(literal)?.getProperty(member.name.getText())
    if (symbol) found.set(symbol, [...(found.get(symbol) ?? []), member])
  }
  for (const source of sources) {
    visit(source, (node) => {
      if (ts.isObjectLiteralExpression(node)) for (const member of node.properties) add(member, node)
    })
  }
  return found
}

/** Calls `look` for a node and all below it, types left out. */
function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}
