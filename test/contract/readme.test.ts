import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT_CODE_MEANINGS, EXIT_CODES, type ExitReason } from '../../src/core/exit-codes.js'

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

  it('points to files that are there', () => {
    const links = [...README.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '')

    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((target) => !existsSync(join(ROOT, target)))).toEqual([])
  })

  it('shows only commands that exist', () => {
    const commands = [...README.matchAll(/^\$? ?azbk ((?:[a-z]+ ?)+)/gm)].map(([, words]) =>
      (words ?? '').trim().split(' '),
    )
    const files = commands.map((words) => words.slice(0, 2))

    expect(files.length).toBeGreaterThan(9)
    for (const [verb = '', noun = ''] of files) {
      const isCommand = [`commands/${verb}.ts`, `commands/${verb}/${noun}.ts`].some((file) =>
        existsSync(join(ROOT, file)),
      )
      expect(isCommand, `azbk ${verb} ${noun}`).toBe(true)
    }
  })
})
