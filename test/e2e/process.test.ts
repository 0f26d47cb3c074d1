import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectMatchesSchema } from '../helpers/schema.js'
import { spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

const FOLLOW = ['backup', '--vm', 'rg-app-eus-blue/app-01', '--wait', '--mock']

/** Once the job is seen to run. */
function onceWaiting(act: (child: ChildProcess) => void) {
  return (child: ChildProcess) => {
    const look = (chunk: string) => {
      if (!chunk.includes('in progress')) return
      child.stderr?.off('data', look)
      act(child)
    }
    child.stderr?.on('data', look)
  }
}

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
    const { stdout, stderr, exitCode } = await spawnAzbk(FOLLOW, {
      meanwhile: onceWaiting((child) => child.kill('SIGINT')),
    })

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 130 })
    expect(stderr).toContain('Stopped watching job')
    expect(stderr).toMatch(/azbk job wait [0-9a-f-]{36}/)
  })

  it('hands Ctrl-C on to a command that is recorded, and says what was recorded until then', async () => {
    const file = join(spacedFolder(), 'traffic.jsonl')

    const { stdout, stderr, exitCode } = await spawnAzbk(['mock', 'record', file, '--', ...FOLLOW], {
      meanwhile: onceWaiting((child) => child.kill('SIGINT')),
    })

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 130 })
    expect(stderr).toMatch(/Stopped watching job[\s\S]*Recorded \d+ exchanges in .*traffic\.jsonl\n$/)
  })

  it('plays a recorded command back in a process of its own', async () => {
    const file = join(spacedFolder(), 'traffic.jsonl')
    const recorded = await spawnAzbk(['mock', 'record', file, '--', 'vault', 'list', '--mock', '--json'])

    const replayed = await spawnAzbk(['mock', 'replay', file, '--', 'azbk', 'vault', 'list', '--json'])

    expect(JSON.parse(recorded.stdout).result.length).toBeGreaterThan(0)
    expect(replayed).toEqual({ stdout: recorded.stdout, stderr: '', exitCode: 0 })
  })
})
