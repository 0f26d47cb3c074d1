import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { type Import, readSources, type SourceFile, visit } from '../helpers/source-files.js'

/**
 * The house of docs/adr/0001. A room is a folder of src, a file directly in src, `commands` or `mocks`;
 * a room that is not named here is a capability.
 */
const BASE = ['core', 'model']
const SHARED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  model: ['core'],
  slots: BASE,
  view: BASE,
  azure: BASE,
  config: [...BASE, 'azure', 'view'],
  context: [...BASE, 'azure', 'config'],
  'apply-plan': [...BASE, 'context'],
  fleet: [...BASE, 'azure', 'config', 'context'],
  mock: [...BASE, 'config', 'context', 'view', 'mocks'],
  cli: [...BASE, 'azure', 'config', 'context', 'fleet', 'view', 'mock'],
  mocks: [],
}
const CAPABILITY = [...BASE, 'slots', 'view', 'azure', 'config', 'context', 'apply-plan', 'fleet']
const FILES_WITH_MORE: Readonly<Record<string, readonly string[]>> = { 'src/azure/transport.ts': ['mocks'] }

const files = readSources('src', 'commands', 'mocks')
const rooms = new Set(files.map(({ path }) => roomOf(path)))
const isCapability = (room: string) => !(room in SHARED) && !['commands', 'index'].includes(room)
/** What a command can be about. */
const isSubject = (room: string) => isCapability(room) || room === 'config' || room === 'mock'

describe('the arrows between rooms', () => {
  it('point only where the house allows', () => {
    const wrong = files.flatMap((file) =>
      targetsOf(file).flatMap(({ target, specifier }) => {
        const why = forbidden(file.path, target)
        return why === undefined ? [] : [`${file.path} imports ${specifier}: ${why}`]
      }),
    )

    expect(wrong).toEqual([])
  })

  it('never run in a circle', () => {
    const arrows = new Map([...rooms].map((room) => [room, new Set<string>()]))
    for (const file of files)
      for (const { target } of targetsOf(file)) arrows.get(roomOf(file.path))?.add(roomOf(target))

    expect(circleIn(arrows)).toBeUndefined()
  })

  it('never run in a circle between files', () => {
    const arrows = new Map(
      files.map((file) => [
        file.path,
        new Set(file.imports.flatMap(({ kind, target }) => (kind === 'value' && target !== undefined ? [target] : []))),
      ]),
    )

    expect(circleIn(arrows)).toBeUndefined()
  })

  it('lead from a command to one capability', () => {
    const wrong = files.filter(isCommand).flatMap((file) => {
      const capabilities = [...new Set(targetsOf(file).map(({ target }) => roomOf(target)))].filter(isSubject)
      return capabilities.length > 1
        ? [`${file.path} uses ${capabilities.join(' and ')}: one of them should use the other`]
        : []
    })

    expect(wrong).toEqual([])
  })
})

describe('packages', () => {
  it('of Azure are known to src/azure alone, and loaded when needed', () => {
    const wrong = packages('@azure/').flatMap(({ file, found }) => {
      const room = roomOf(file.path)
      if (room === 'azure' && found.kind === 'value')
        return [`${file.path} loads ${found.specifier} at start: use import() or import type`]
      const mockType = room === 'mocks' && /^@azure\/core-(rest-pipeline|auth)$/.test(found.specifier)
      return room === 'azure' || mockType
        ? []
        : [`${file.path} imports ${found.specifier}: only src/azure knows the SDKs`]
    })

    expect(wrong).toEqual([])
  })

  it('of oclif are known to src/cli, and their flags and arguments to commands', () => {
    const wrong = packages('@oclif/').flatMap(({ file, found }) => {
      const flagsOnly = isCommand(file) && found.names.every((name) => name === 'Flags' || name === 'Args')
      return roomOf(file.path) === 'cli' || flagsOnly
        ? []
        : [`${file.path} imports ${found.specifier}: only src/cli knows oclif`]
    })

    expect(wrong).toEqual([])
  })
})

describe('what only one file may do', () => {
  it.each([
    ['read the time', /^(new Date\(\)|Date\(\)|Date\.now|performance\.now)$/, /^(src\/core|mocks)\/clock\.ts$/],
    ['set a timer', /^(setTimeout|setInterval|setImmediate|AbortSignal\.timeout)$/, /^(src\/core|mocks)\/clock\.ts$/],
    ["follow the machine's language", /\.localeCompare$/, /^(?!)/],
    ['roll dice', /^Math\.random$/, /^mocks\/random\.ts$/],
    ['touch the process', /^process\.(exit|exitCode|env|argv|cwd|stdin|stdout|stderr|on)$/, /^src\/cli\//],
  ])('%s', (_what, banned, home) => {
    const wrong = files
      .filter(({ path }) => !home.test(path))
      .flatMap((file) => usesOf(file, banned).map((use) => `${file.path} uses ${use}: it belongs to ${home.source}`))

    expect(wrong).toEqual([])
  })

  it('export a default: oclif asks it of commands', () => {
    const withDefault = files.filter(({ tree }) =>
      tree.statements.some(
        (node) =>
          ts.isExportAssignment(node) || (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(isDefaultKeyword)),
      ),
    )

    expect(withDefault.filter((file) => !isCommand(file)).map(({ path }) => path)).toEqual([])
    expect(files.filter(isCommand).filter((file) => !withDefault.includes(file))).toEqual([])
  })
})

/** `src/azure/vaults.ts` -> `azure`, `src/context.ts` -> `context`, `commands/vault/list.ts` -> `commands` */
function roomOf(path: string): string {
  const [top = '', next = ''] = path.split('/')
  return top === 'src' ? next.replace(/\.ts$/, '') : top
}

function isCommand(file: SourceFile): boolean {
  return roomOf(file.path) === 'commands'
}

function isDefaultKeyword(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.DefaultKeyword
}

/** Imports of other rooms. */
function targetsOf(file: SourceFile): (Import & { target: string })[] {
  return file.imports.filter(
    (found): found is Import & { target: string } =>
      found.target !== undefined && roomOf(found.target) !== roomOf(file.path),
  )
}

function forbidden(from: string, to: string): string | undefined {
  const [room, target] = [roomOf(from), roomOf(to)]
  if (FILES_WITH_MORE[from]?.includes(target)) return undefined
  if (room === 'commands') {
    const known = ['cli', 'core', 'fleet', 'model'].includes(target) || isSubject(target)
    return known ? undefined : 'commands know src/cli, src/fleet, the words of core and model, and one capability'
  }
  if (room === 'index')
    return target === 'cli' || target === 'mocks' ? 'the library has no command line and no mock' : undefined
  const allowed = SHARED[room] ?? CAPABILITY
  if (allowed.includes(target) || (isCapability(room) && isCapability(target))) return undefined
  return allowed.length === 0 ? `${room} imports nothing of ours` : `${room} knows ${allowed.join(', ')}`
}

function packages(prefix: string): { file: SourceFile; found: Import }[] {
  return files.flatMap((file) =>
    file.imports.filter(({ specifier }) => specifier.startsWith(prefix)).map((found) => ({ file, found })),
  )
}

/** Expressions in the file whose text matches: calls of globals, and members of globals. */
function usesOf(file: SourceFile, banned: RegExp): string[] {
  const uses: string[] = []
  visit(file.tree, (node) => {
    const interesting = ts.isPropertyAccessExpression(node) || ts.isNewExpression(node) || ts.isCallExpression(node)
    const texts = interesting ? [node.getText(), ...(ts.isCallExpression(node) ? [node.expression.getText()] : [])] : []
    const use = texts.find((text) => banned.test(text))
    if (use !== undefined) uses.push(use)
  })
  return [...new Set(uses)]
}

/** A path that comes back to its start, e.g. `jobs -> points -> jobs`; undefined when there is none. */
function circleIn(arrows: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const done = new Set<string>()
  const walk = (at: string, path: readonly string[]): string | undefined => {
    if (path.includes(at)) return [...path.slice(path.indexOf(at)), at].join(' -> ')
    if (done.has(at)) return undefined
    for (const next of arrows.get(at) ?? []) {
      const circle = walk(next, [...path, at])
      if (circle !== undefined) return circle
    }
    done.add(at)
    return undefined
  }
  for (const start of arrows.keys()) {
    const circle = walk(start, [])
    if (circle !== undefined) return circle
  }
  return undefined
}
