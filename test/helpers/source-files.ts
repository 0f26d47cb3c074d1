import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  /** As written, e.g. `../core/clock.js`. */
  readonly specifier: string
  /** The file in this repository, e.g. `src/core/clock.ts`; undefined for packages. */
  readonly target: string | undefined
  readonly kind: 'value' | 'type' | 'dynamic'
  /** Imported names; empty for namespaces, side effects and dynamic imports. */
  readonly names: readonly string[]
}

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly tree: ts.SourceFile
  readonly imports: readonly Import[]
}

/** All TypeScript files below the folders, parsed. */
export function readSources(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readSource(posix.join(folder, file.replaceAll('\\', '/')))),
  )
}

function readSource(path: string): SourceFile {
  const text = readFileSync(`${ROOT}${path}`, 'utf8')
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  visit(tree, (node) => {
    const found = importOf(node)
    if (found) imports.push({ ...found, target: resolve(path, found.specifier) })
  })
  return { path, tree, imports }
}

export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}

function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
}

function importOf(node: ts.Node): Omit<Import, 'target'> | undefined {
  if (ts.isImportDeclaration(node)) return { specifier: textOf(node.moduleSpecifier), ...clauseOf(node.importClause) }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), kind: node.isTypeOnly ? 'type' : 'value', names: [] }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]) {
    return { specifier: textOf(node.arguments[0]), kind: 'dynamic', names: [] }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: textOf(node.argument.literal), kind: 'type', names: [] }
  }
  return undefined
}

function clauseOf(clause: ts.ImportClause | undefined): Pick<Import, 'kind' | 'names'> {
  const named = clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : []
  const names = named.map((element) => (element.propertyName ?? element.name).text)
  const onlyTypes =
    clause?.isTypeOnly || (named.length > 0 && !clause?.name && named.every((element) => element.isTypeOnly))
  return { kind: onlyTypes ? 'type' : 'value', names }
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : ''
}
