import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import JobShow from '../../commands/job/show.js'
import VaultCreate from '../../commands/vault/create.js'
import VaultList from '../../commands/vault/list.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

describe('recorded traffic', () => {
  let folder = ''
  let file = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'azbk traffic '))
    file = join(folder, 'traffic.jsonl')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('plays a recorded run back: the same output without any service', async () => {
    const argv = ['--name', 'vault-new', '-g', 'rg-shop', '--location', 'northeurope', '--json']
    const recorded = await runAzbk(VaultCreate, argv, { env: { AZBK_RECORD: file } })
    const silent = createTestMock()

    const replayed = await runAzbk(VaultCreate, argv, { mock: silent, env: { AZBK_REPLAY: file } })

    expect(recorded.exitCode).toBe(0)
    expect(replayed.stdout).toBe(recorded.stdout)
    expect(silent.control.requests.entries).toHaveLength(0)
  })

  it('keeps no credential and no signature, in a file for the owner alone', async () => {
    await runAzbk(VaultList, [], { env: { AZBK_RECORD: file } })

    const text = readFileSync(file, 'utf8')
    expect(text).toContain('/vaults?api-version=')
    expect(text).not.toMatch(/authorization|bearer|eyJ/i)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('hides secrets in bodies and in addresses', async () => {
    const mock = createTestMock()
    const body = {
      name: 'x',
      properties: {
        blobSasKey: 'geheim',
        uri: 'https://a.example/b?sv=1&sig=geheim',
        list: [{ accessToken: 'geheim' }],
      },
    }
    mock.control.inject({
      method: 'GET',
      path: /\/vaults\?/,
      fault: { kind: 'status', status: 200, body: { value: [], ...body } },
    })

    await runAzbk(VaultList, [], { mock, env: { AZBK_RECORD: file } })

    expect(readFileSync(file, 'utf8')).not.toContain('geheim')
    expect(readFileSync(file, 'utf8')).toContain('REDACTED')
  })

  it('says which request is not in the file', async () => {
    await runAzbk(VaultList, [], { env: { AZBK_RECORD: file } })

    const run = await runAzbk(JobShow, ['11111111-1111-1111-1111-111111111111', '--vault', 'rg-x/vault-x'], {
      env: { AZBK_REPLAY: file },
    })

    expect(run.exitCode).toBe(6)
    expect(run.stderr).toContain('vault-x')
    expect(run.stderr).toContain('NOT_RECORDED')
  })

  it('refuses a file that is no traffic', async () => {
    writeFileSync(file, 'hello')

    const run = await runAzbk(VaultList, [], { env: { AZBK_REPLAY: file } })

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(file)
  })
})
