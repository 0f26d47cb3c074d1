import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createControlApp, createMock, FAULT_PLACES } from '../../mocks/index.js'
import { EXIT_CODE_MEANINGS, EXIT_CODES, type ExitReason } from '../../src/core/exit-codes.js'
import { IDENTITY_NAMES } from '../../src/mock/az-login.js'
import { allCommands } from '../helpers/all-commands.js'
import { readSources } from '../helpers/source-files.js'

const ROOT = join(import.meta.dirname, '../..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

describe('the README', () => {
  it('has the one table of exit codes', () => {
    for (const [reason, code] of Object.entries(EXIT_CODES)) {
      expect(README).toContain(`| ${code} | ${EXIT_CODE_MEANINGS[reason as ExitReason]} |`)
    }
  })

  it('opens with the command that CI runs', () => {
    expect(README.indexOf('npm ci && npm run demo')).toBeLessThan(README.indexOf('## '))
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(/npm run "\$1"|npm test/)
  })
})

const commands = new Map((await allCommands()).map((entry) => [entry.name, entry]))

describe.each([
  ['README.md', 6, 10],
  ['docs/mock.md', 4, 10],
  ['docs/restore.md', 4, 4],
  ['docs/losing-a-region.md', 4, 10],
])('%s', (page, leastLinks, leastCommands) => {
  const text = readFileSync(join(ROOT, page), 'utf8')

  it('points to files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target ?? '')

    expect(links.length).toBeGreaterThanOrEqual(leastLinks)
    expect(links.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([])
  })

  it('shows only commands and flags that exist', () => {
    const lines = [...text.matchAll(/^(?:\$ | *npx )?azbk ([a-z].*)$/gm)].map(([, line]) => line ?? '')
    const shown = lines.map((line) => ({ line, command: commandOf(line), flags: flagsOf(line) }))

    expect(shown.length).toBeGreaterThanOrEqual(leastCommands)
    expect(shown.filter(({ command }) => command === undefined)).toEqual([])
    expect(shown.filter(({ command, flags }) => flags.some((flag) => !(flag in (command?.flags ?? {}))))).toEqual([])
  })
})

describe('docs/mock.md', () => {
  const text = readFileSync(join(ROOT, 'docs/mock.md'), 'utf8')

  it('names every kind of fault and every identity', () => {
    const words = [...Object.keys(FAULT_PLACES), ...IDENTITY_NAMES]

    expect(words.filter((word) => !text.includes(`\`${word}\``))).toEqual([])
  })

  it('names every request of the control API', () => {
    const { routes } = createControlApp({ mock: () => createMock(), replace: () => {} })
    const requests = routes.filter(({ method }) => method !== 'ALL')
    const names = requests.map(({ method, path }) => `\`${method} ${path.replace(/:(\w+)/g, '{$1}')}\``)

    expect(names.length).toBeGreaterThan(9)
    expect(names.filter((name) => !text.includes(name))).toEqual([])
  })
})

describe('docs/restore.md', () => {
  it('explains every refusal of a restore', () => {
    const text = readFileSync(join(ROOT, 'docs/restore.md'), 'utf8')
    const sources = readSources('src/restore').map(({ tree }) => tree.text)
    const codes = sources.flatMap((source) =>
      [...source.matchAll(/(?:code: |Error\()'([A-Z_]+)'/g)].map(([, code]) => code),
    )

    expect(codes.length).toBeGreaterThan(30)
    expect([...new Set(codes)].filter((code) => !text.includes(`\`${code}\``))).toEqual([])
  })
})

/** The command whose name is the longest start of the line. */
function commandOf(line: string) {
  const words = line.split(' ')
  return words.map((_, i) => commands.get(words.slice(0, i + 1).join(' '))).findLast((found) => found !== undefined)
}

/** Those before a comment, another program or a command inside of the command. */
function flagsOf(line: string): string[] {
  const own = line.split(/ [#|>&]| -- /)[0] ?? ''
  return [...own.matchAll(/ --(?:no-)?([a-z-]+)/g)].map(([, flag]) => flag ?? '')
}
