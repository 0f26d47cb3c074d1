import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { spawnAzbk } from '../helpers/spawn-azbk.js'

const { version } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'))

describe('azbk', () => {
  it('says its version', async () => {
    const { stdout, exitCode } = await spawnAzbk(['--version'])

    expect(stdout).toMatch(new RegExp(`^azbk/${version} `))
    expect(exitCode).toBe(0)
  })

  it('without a word shows the help: everyday verbs, then topics, then exit codes', async () => {
    const bare = await spawnAzbk([])
    const asked = await spawnAzbk(['--help'])

    expect(bare).toEqual(asked)
    expect(bare).toMatchObject({ exitCode: 0, stderr: '' })
    const sections = bare.stdout.match(/^[A-Z][A-Z ]+$/gm)
    expect(sections).toEqual(['VERSION', 'USAGE', 'COMMANDS', 'TOPICS', 'EXIT CODES'])
    expect(bare.stdout).toMatch(/^ {2}130 +interrupted$/m)
  })

  it('shows the help of a command as it was agreed', async () => {
    const golden = readFileSync(fileURLToPath(new URL('../contract/help/vault-list.txt', import.meta.url)), 'utf8')

    const { stdout, exitCode } = await spawnAzbk(['vault', 'list', '--help'])

    expect(words(stdout)).toContain(words(golden))
    expect(exitCode).toBe(0)
  })

  it('shows the same help for `help vault list`', async () => {
    expect(await spawnAzbk(['help', 'vault', 'list'])).toEqual(await spawnAzbk(['vault', 'list', '--help']))
  })

  it('prints no colour into a pipe', async () => {
    const { stdout, stderr } = await spawnAzbk(['vault', 'list', '--mock', '--help'])

    expect(stdout + stderr).not.toContain('\u001b[')
  })
})

/** Line breaks follow the terminal's width. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, '')
}
