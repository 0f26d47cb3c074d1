import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

const AZBK = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  it('leaves the state of the mock as it was, and says so', async () => {
    const folder = spacedFolder()
    const state = join(folder, 'mock.json')
    await spawnAzbk(['mock', 'reset', '--mock-state', state])
    const before = readFileSync(state, 'utf8')

    // No file may grow beyond 100 blocks: a write stops half-way, as on a full disk.
    const command = 'ulimit -f 100; exec "$0" "$@"'
    const argv = [
      'vault',
      'create',
      '--name',
      'v1',
      '-g',
      'rg-shop',
      '--location',
      'northeurope',
      '--mock',
      '--mock-state',
      state,
    ]
    const run = spawnSync('sh', ['-c', command, process.execPath, AZBK, ...argv], { encoding: 'utf8', cwd: folder })

    expect(run.status, run.stderr).toBe(1)
    expect(run.stderr).toContain('MOCK_STATE_UNWRITABLE')
    expect(readFileSync(state, 'utf8')).toBe(before)
    expect(readdirSync(folder)).toEqual(['mock.json'])
  })

  it.skipIf(!existsSync('/dev/full'))('under the output is told, without a stack', () => {
    const full = openSync('/dev/full', 'w')

    const run = spawnSync(process.execPath, [AZBK, '--help'], { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] })
    closeSync(full)

    expect(run.status).toBe(1)
    expect(run.stderr).toMatch(/^Error: the output could not be written: ENOSPC[^\n]*\n$/)
  })
})
