import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import MockServe from '../../commands/mock/serve.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

/** A server that is told to stop before it starts: it starts, prints and stops. */
async function serve(argv: readonly string[], files: Record<string, string> = {}) {
  const folder = await folderWith(files)
  const run = await runAzbk(MockServe, ['--world', 'empty', ...argv], {
    mock: 'file',
    cwd: folder,
    env: { AZBK_STATE_DIR: folder },
    signal: AbortSignal.abort(),
  })
  return { ...run, folder }
}

describe('azbk mock serve', () => {
  it('prints what every client needs, and saves its state when it is told to stop', async () => {
    const { exitCode, stdout, stderr, folder } = await serve([])

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const words of [
      'Address:',
      'azbk-mock-backup-reader',
      'az login',
      'Connect-AzAccount',
      'ArmEnvironment',
      'ARM_',
    ])
      expect(stdout).toContain(words)
    expect(JSON.parse(await readFile(join(folder, 'mock.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 })
    expect(existsSync(join(folder, 'mock.json.lock'))).toBe(false)
  })

  it.each([
    ['posix', /^export AZBK_ARM_ENDPOINT='https:/m],
    ['powershell', /^\$env:AZBK_ARM_ENDPOINT = 'https:/m],
  ])('prints nothing but variables with --env, for %s', async (shell, line) => {
    const { exitCode, stdout } = await serve(['--env', '--shell', shell])

    expect(exitCode).toBe(0)
    expect(stdout).toMatch(line)
    expect(stdout.trim().split('\n')).toEqual(
      stdout
        .trim()
        .split('\n')
        .filter((one) => /^(export |\$env:)/.test(one)),
    )
  })

  it('refuses --env where a document was asked for', async () => {
    expect(await serve(['--env', '--output', 'json'])).toMatchObject({ exitCode: 2 })
    expect(await serve(['--env', '--query', 'baseUrl'])).toMatchObject({ exitCode: 2 })
  })

  it('refuses an address that others can reach, and names the flag that allows it', async () => {
    const { exitCode, stderr } = await serve(['--host', '0.0.0.0'])

    expect(exitCode).toBe(2)
    expect(stderr).toContain('--listen-anywhere')
  })

  it('refuses a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo

    const { exitCode, stderr, folder } = await serve(['--port', String(port)])

    expect(exitCode).toBe(6)
    expect(stderr).toContain(`port ${port}: it is in use`)
    expect(existsSync(join(folder, 'mock.json.lock'))).toBe(false)
  })

  it('refuses an address that is not of this machine', async () => {
    const elsewhere = await serve(['--host', '192.0.2.1', '--listen-anywhere'])

    expect(elsewhere.exitCode).toBe(6)
    expect(elsewhere.stderr).toContain('no address of this machine')
  })

  it.each([
    ['no keys', '{}'],
    ['no JSON', 'x'],
    ['broken keys', '{"ca":"x","cert":"x","key":"x","tokenKey":"x"}'],
  ])('makes keys anew when the folder holds %s', async (_what, text) => {
    const { exitCode, folder } = await serve(['--tls-dir', 'tls'], { 'tls/server.json': text, 'tls/ca.pem': 'x' })

    expect(exitCode).toBe(0)
    expect(await readFile(join(folder, 'tls', 'ca.pem'), 'utf8')).toContain('BEGIN CERTIFICATE')
  })

  it('says which folder it cannot keep its keys in', async () => {
    const { exitCode, stderr, folder } = await serve(['--tls-dir', 'file/tls'], { file: '' })

    expect(exitCode).toBe(1)
    expect(stderr).toContain(`could not be kept in ${join(folder, 'file', 'tls')}`)
    expect(stderr).toContain('--tls-dir')
  })

  it('that cannot write its ready file does not start', async () => {
    const { exitCode, stdout, stderr, folder } = await serve(['--ready-file', 'none/ready.json'])

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('none/ready.json')
    expect(existsSync(join(folder, 'mock.json.lock'))).toBe(false)
  })

  it('does not put its ready file in the place of a device', async () => {
    const device = join(await folderWith(), 'ready.json')
    await symlink('/dev/null', device)

    const { exitCode, stderr } = await serve(['--ready-file', device])

    expect(exitCode).toBe(2)
    expect(stderr).toContain('no regular file')
    expect(await readlink(device)).toBe('/dev/null')
  })

  it('does not take a corrupt state for a new one', async () => {
    const { exitCode, stderr, folder } = await serve([], { 'mock.json': '{' })

    expect(exitCode).toBe(6)
    expect(stderr).toContain('azbk mock reset')
    expect(await readFile(join(folder, 'mock.json'), 'utf8')).toBe('{')
  })

  it('names every flag that a state which is there makes void', async () => {
    const { folder } = await serve([])
    const state = join(folder, 'mock.json')

    const argv = ['--state', state, '--world', 'fleet', '--vms', '3', '--soft-delete-profile', '2024']
    const { exitCode, stderr } = await runAzbk(MockServe, argv, {
      mock: 'file',
      env: { AZBK_STATE_DIR: folder },
      signal: AbortSignal.abort(),
    })

    expect(exitCode).toBe(0)
    expect(stderr).toContain(
      `The state file ${state} exists and is served as it is: --world, --vms, --soft-delete-profile have no effect.`,
    )
  })

  it('serves a state that is there by another transfer model when asked to', async () => {
    const { folder } = await serve([])
    const state = join(folder, 'mock.json')

    const { stderr } = await runAzbk(MockServe, ['--state', state, '--transfer-model', 'shared'], {
      mock: 'file',
      env: { AZBK_STATE_DIR: folder },
      signal: AbortSignal.abort(),
    })

    expect(stderr).not.toContain('no effect')
    expect(JSON.parse(await readFile(state, 'utf8')).transfers.model).toBe('shared')
  })

  it('refuses --vms for a world that has its own', async () => {
    expect(await serve(['--vms', '3'])).toMatchObject({ exitCode: 2 })
  })

  it('leaves a ready file alone that another server has written since', async () => {
    const ready = join(await folderWith(), 'ready.json')
    await writeFile(ready, '{"pid":1}')
    const { removeReadyFile } = await import('../../src/mock/ready-file.js')

    removeReadyFile(ready)

    expect(existsSync(ready)).toBe(true)
  })
})
