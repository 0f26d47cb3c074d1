import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectMatchesSchema } from '../helpers/schema.js'
import { spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

const FILES = ['restore', 'files', '--mock', '--vm', 'rg-web-weu/web-01', '--json']

describe('restore files, in a process of its own', () => {
  it('stays until Ctrl-C, then unmounts, and prints nothing of the script', async () => {
    const cwd = spacedFolder()
    const state = ['--mock-state', join(cwd, 'my state.json')]

    const stayed = await spawnAzbk([...FILES, ...state, '--out', 'open it.py', '--unmount-after', '12h'], {
      cwd,
      meanwhile: (child) => {
        const look = (chunk: string) => {
          if (!chunk.includes('The files stay mounted')) return
          child.stderr?.off('data', look)
          child.kill('SIGINT')
        }
        child.stderr?.on('data', look)
      },
    })
    const unmounted = await spawnAzbk([...FILES, ...state, '--unmount'], { cwd })

    const document = JSON.parse(stayed.stdout)
    const script = join(cwd, 'open it.py')
    const password = /^# Password: (\w{15})$/m.exec(readFileSync(script, 'utf8'))?.[1] ?? ''
    expectMatchesSchema('restore-files', document)
    expect([stayed.exitCode, document.result.revoked, document.result.script.file]).toEqual([0, true, 'open it.py'])
    expect(statSync(script).mode & 0o777).toBe(0o600)
    expect(password).toHaveLength(15)
    expect(stayed.stdout + stayed.stderr).not.toContain(password)
    expect(JSON.parse(unmounted.stdout).result).toMatchObject({ revoked: false, changes: [{ action: 'none' }] })
  })

  it('unmounts what an earlier run left mounted', async () => {
    const cwd = spacedFolder()
    const state = ['--mock-state', join(cwd, 'state.json')]
    await spawnAzbk([...FILES, ...state, '--out', 'open.py'], { cwd })

    const { stdout, exitCode } = await spawnAzbk([...FILES, ...state, '--unmount'], { cwd })

    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).result).toMatchObject({ revoked: true })
    expect(existsSync(join(cwd, 'open.py'))).toBe(true)
  })
})
