import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ProtectResult } from '../../src/protection/protect.js'
import type { RunListResult } from '../../src/runs/list.js'
import { servedAzbk } from '../helpers/served-azbk.js'

/** Of so many more are not protected than are worked on at once. */
const VMS = 150

/** A served mock with VMs of which some are not protected. */
const fleet = () => servedAzbk(['--world', 'fleet', '--vms', String(VMS), '--job-speed', '60', '--throttle', 'azure'])

/** Ends the process a while after its run has begun. */
function onceBegun(signal: NodeJS.Signals) {
  return (child: ChildProcess) => {
    child.stderr?.on('data', async (chunk: string) => {
      if (!chunk.includes('Go on after a stop with')) return
      await wait(300)
      child.kill(signal)
    })
  }
}

const JOBS = ['job', 'list', '--operation', 'ConfigureBackup', '--last', '1h', '--query', '[].machineName', '--json']

describe('a run of azbk protect', () => {
  it.each([
    ['SIGKILL', null, ['killed']],
    ['SIGINT', 130, ['interrupted']],
  ] as const)(
    'ended by %s is gone on with by another process, and nothing is done twice',
    async (signal, exitCode, states) => {
      const azbk = await fleet()

      const ended = await azbk(['protect', '--all', '--undelete'], onceBegun(signal))
      const list = await azbk(['run', 'list', '--json'])
      const rest = await azbk(['protect', '--resume', 'latest', '--json'])
      const jobs = JSON.parse((await azbk(JOBS)).stdout) as string[]

      expect(ended.exitCode).toBe(exitCode)
      const [run] = JSON.parse(list.stdout).result as RunListResult
      expect(run).toMatchObject({ items: VMS })
      expect(states).toContain(run?.state)
      expect(rest.exitCode, rest.stderr).toBe(0)
      const { machines } = JSON.parse(rest.stdout).result as ProtectResult
      expect(new Set(machines.map(({ status }) => status))).toEqual(new Set(['done', 'unchanged']))
      expect(machines.filter(({ status }) => status === 'done')).toHaveLength(jobs.length)
      expect(new Set(jobs).size).toBe(jobs.length)
    },
  )
})
