import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectMatchesSchema } from '../helpers/schema.js'
import { spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

const FOLLOW = ['backup', '--vm', 'web-eus-001', '--wait', '--mock']

describe('the process', () => {
  it('works in folders with spaces, through the real SDKs, on the mock', async () => {
    const folder = spacedFolder()
    const state = join(folder, 'my state.json')

    const { stdout, stderr, exitCode } = await spawnAzbk(['vault', 'list', '--mock', '--mock-state', state, '--json'], {
      cwd: folder,
    })

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expectMatchesSchema('vault-list', JSON.parse(stdout))
    expect(existsSync(state)).toBe(true)
  })

  it('does not mind a reader that has seen enough', async () => {
    const { stderr, exitCode } = await spawnAzbk(['--help'], { meanwhile: (child) => child.stdout?.destroy() })

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  })

  it('stops waiting on Ctrl-C, says how to go on, and leaves the job alone', async () => {
    const { stderr, exitCode } = await spawnAzbk(FOLLOW, {
      meanwhile: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
    })

    expect(stderr).toMatch(/azbk job (wait|show)/)
    expect(exitCode).toBe(130)
  })

  it('ends at once on the second Ctrl-C', async () => {
    const { exitCode } = await spawnAzbk(FOLLOW, {
      meanwhile: (child) => child.stderr?.on('data', () => child.kill('SIGINT')),
    })

    expect(exitCode).toBe(130)
  })
})
