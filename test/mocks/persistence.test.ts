import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMock, loadState, lockState, StateFileError, saveState } from '../../mocks/index.js'
import { backUp, createBench, makeVault, makeVm, protect, vaultPath } from './helpers.js'

const place = () => join(mkdtempSync(join(tmpdir(), 'azbk-mock-')), 'state', 'mock.json')

function problemOf(act: () => unknown): StateFileError {
  try {
    act()
  } catch (error) {
    if (error instanceof StateFileError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('a saved mock goes on where it stopped, with new ids and its queue', () => {
  const bench = createBench()
  makeVm(bench, 'web-01')
  makeVault(bench)
  protect(bench, 'web-01')
  const path = place()

  saveState(path, bench.mock.control.snapshot())
  const again = createBench({ state: loadState(path) })

  again.pass(24 * 3600)
  bench.pass(24 * 3600)
  const jobs = again.send('GET', `${vaultPath()}/backupJobs`).body
  expect(jobs).toEqual(bench.send('GET', `${vaultPath()}/backupJobs`).body)
  expect(jobs.value[0].properties.operation).toBe('Backup')
})

test('a state file can be read by its owner only and leaves no other file behind', () => {
  const path = place()

  saveState(path, createMock().control.snapshot())

  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a file that is not JSON is refused with its path and the reason', () => {
  const path = place()
  saveState(path, createMock().control.snapshot())
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100))

  const error = problemOf(() => loadState(path))

  expect(error).toMatchObject({ problem: 'corrupt', path })
  expect(error.message).toContain(path)
})

test('JSON that is not a state is refused as corrupt', () => {
  const path = place()
  saveState(path, createMock().control.snapshot())
  writeFileSync(path, '{"schemaVersion":1}')

  expect(problemOf(() => loadState(path)).problem).toBe('corrupt')
})

test('a state of another version is refused and says both versions', () => {
  const path = place()
  saveState(path, createMock().control.snapshot())
  writeFileSync(path, '{"schemaVersion":99}')

  const error = problemOf(() => loadState(path))

  expect(error.problem).toBe('version')
  expect(error.message).toMatch(/99.*1/)
})

test('a file that is not there is told apart from a bad one', () => {
  expect(problemOf(() => loadState(place())).problem).toBe('missing')
})

test('a path that cannot be written is an io problem', () => {
  const file = place()
  saveState(file, createMock().control.snapshot())

  expect(problemOf(() => saveState(join(file, 'below-a-file.json'), createMock().control.snapshot())).problem).toBe(
    'io',
  )
})

test.each(['/dev/null', '/'])('%s is no place for a state, and stays what it is', (path) => {
  const before = statSync(path)

  expect(problemOf(() => saveState(path, createMock().control.snapshot()))).toMatchObject({ problem: 'io', path })
  expect(statSync(path).ino).toBe(before.ino)
})

test('a lock of a living process is refused with its id, and free again after release', () => {
  const path = place()
  const { release } = lockState(path)

  expect(problemOf(() => lockState(path))).toMatchObject({ problem: 'locked', owner: { pid: process.pid } })

  release()
  release()
  lockState(path).release()
  expect(existsSync(`${path}.lock`)).toBe(false)
})

test('giving back a lock that cannot be removed is no error: it would hide that of a failed save', () => {
  const path = place()
  const { release } = lockState(path)
  rmSync(`${path}.lock`)
  mkdirSync(`${path}.lock`)

  expect(release).not.toThrow()
})

test('a lock of a process that is gone is taken over, and what it saved in part is gone with it', () => {
  const path = place()
  lockState(path).release()
  const gone = spawnSync(process.execPath, ['-e', '0']).pid
  writeFileSync(`${path}.lock`, String(gone))
  writeFileSync(`${path}.${gone}.tmp`, '{"schemaVer')

  lockState(path).release()

  expect(existsSync(`${path}.lock`)).toBe(false)
  expect(existsSync(`${path}.${gone}.tmp`)).toBe(false)
})

test('a state written by the first version of the mock still loads and runs', () => {
  const state = loadState(join(import.meta.dirname, 'fixtures', 'state-v1.json'))
  const bench = createBench({ state })

  bench.pass(48 * 3600)

  const items = bench.send('GET', `${vaultPath()}/backupProtectedItems`).body.value
  expect(items.map((item: { properties: { protectionState: string } }) => item.properties.protectionState)).toEqual([
    'Protected',
  ])
})

test('a state written before a part of the mock existed has that part, empty', () => {
  const path = place()
  const old = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'state-v1.json'), 'utf8'))
  delete old.network
  delete old.resources.locks
  saveState(path, old)

  const bench = createBench({ state: loadState(path) })

  const networks = '/providers/Microsoft.Network/virtualNetworks'
  const items = `${vaultPath()}/backupProtectedItems?$filter=backupManagementType eq 'AzureWorkload'`
  for (const [path, apiVersion] of [
    [networks, '2023-09-01'],
    ['/providers/Microsoft.Authorization/locks', '2016-09-01'],
    [items, undefined],
  ] as const) {
    expect(bench.send('GET', path, undefined, apiVersion)).toMatchObject({ status: 200, body: { value: [] } })
  }
})

test('a state with backups and jobs comes back as it was saved', () => {
  const bench = createBench()
  makeVm(bench, 'web-01')
  makeVault(bench)
  protect(bench, 'web-01')
  backUp(bench, 'web-01')
  const state = bench.mock.control.snapshot()
  const path = place()

  saveState(path, state)

  expect(loadState(path)).toEqual(state)
})
