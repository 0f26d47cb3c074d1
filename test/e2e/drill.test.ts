import type { ChildProcess } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { DrillCleanResult } from '../../src/drills/clean.js'
import type { DrillListResult } from '../../src/drills/list.js'
import type { DrillRunResult } from '../../src/drills/run.js'
import { servedAzbk } from '../helpers/served-azbk.js'

/** A served contoso, whose restores take some seconds. */
const contoso = () => servedAzbk(['--job-speed', '60'])

/** Signals the process once, as soon as it follows a restore: a second Ctrl-C would end it at once. */
function onceRestoring(signal: NodeJS.Signals) {
  return (child: ChildProcess) => {
    let isSent = false
    child.stderr?.on('data', (chunk: string) => {
      if (isSent || !chunk.includes('Restore in progress')) return
      isSent = true
      child.kill(signal)
    })
  }
}

const DRILL = ['drill', 'run', '--vm', 'app-02', '--vm', 'ERP-DB01', '--service', 'sshd']

describe('a drill', () => {
  it('that is killed is gone on with by another process, and leaves nothing but its evidence', async () => {
    const azbk = await contoso()

    const killed = await azbk(DRILL, onceRestoring('SIGKILL'))
    const held = JSON.parse((await azbk(['drill', 'clean', '--dry-run', '--json'])).stdout).result as DrillCleanResult
    const rest = await azbk(['drill', 'run', '--resume', 'latest', '--json'])
    const clean = JSON.parse((await azbk(['drill', 'clean', '--json'])).stdout).result as DrillCleanResult
    const list = JSON.parse((await azbk(['drill', 'list', '--json'])).stdout).result as DrillListResult

    expect(killed.exitCode).toBe(null)
    expect(held.groups).toMatchObject([{ state: 'left' }])
    expect(rest.exitCode, rest.stderr).toBe(0)
    const { drill } = JSON.parse(rest.stdout).result as DrillRunResult
    expect(drill?.machines.map(({ verdict }) => verdict)).toEqual(['passed', 'passed'])
    expect(clean.groups).toEqual([])
    expect(list.drills).toMatchObject([{ name: drill?.name, digest: 'same', verdicts: { passed: 2 } }])
  })

  it('that is interrupted deletes its group before it ends', async () => {
    const azbk = await contoso()

    const stopped = await azbk(DRILL, onceRestoring('SIGINT'))
    const clean = JSON.parse((await azbk(['drill', 'clean', '--json'])).stdout).result as DrillCleanResult

    expect(stopped.exitCode, stopped.stderr).toBe(130)
    expect(clean.groups).toEqual([])
  })
})
