import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import MockAzLogin from '../../commands/mock/az-login.js'
import { runAzbk } from '../helpers/run-command.js'
import { serveForTest } from '../helpers/served.js'
import { folderWith } from '../helpers/temp-folder.js'

/** Writes down what it is asked and with which variables, and does as az does with clouds. */
const FAKE_AZ = `#!/bin/sh
echo "$*" >> "$0.log"
echo "$AZURE_CONFIG_DIR|$REQUESTS_CA_BUNDLE|$NO_PROXY|$no_proxy" >> "$0.env"
case "$1 $2" in
  "cloud register") echo "[azbk-mock]" > "$AZURE_CONFIG_DIR/clouds.config";;
esac
`

const FAILING_AZ = '#!/bin/sh\necho "first line" >&2\necho "AADSTS7000215: no" >&2\nexit 1\n'

/** A served mock, and a folder with an az of ours on the PATH. */
async function place(az: string | undefined = FAKE_AZ) {
  const server = await serveForTest()
  const { baseUrl, controlUrl, ca } = server
  const folder = await folderWith({ 'ca.pem': ca, 'bin/other': '' })
  const ready = { baseUrl, controlUrl, caFile: join(folder, 'ca.pem'), pid: 1 }
  writeFileSync(join(folder, 'ready.json'), JSON.stringify(ready))
  const file = join(folder, 'bin', 'az')
  if (az !== undefined) {
    writeFileSync(file, az)
    chmodSync(file, 0o755)
  }
  const run = (argv: readonly string[] = [], env: Record<string, string> = {}) =>
    runAzbk(MockAzLogin, ['--server', 'ready.json', ...argv], {
      mock: 'file',
      cwd: folder,
      env: { AZBK_STATE_DIR: folder, PATH: join(folder, 'bin'), ...env },
    })
  return { server, folder, run, log: (kind: string) => readFileSync(`${file}.${kind}`, 'utf8').trim().split('\n') }
}

describe.skipIf(process.platform === 'win32')('azbk mock az-login', () => {
  it('registers the cloud, sets it and logs in, in a folder of its own that asks nobody else', async () => {
    const { server, folder, run, log } = await place()

    const { exitCode, stdout, stderr } = await run([], { NO_PROXY: 'contoso.com' })

    const config = join(folder, 'mock-az')
    expect(exitCode, stderr).toBe(0)
    const [register = '', set, login = '', ...rest] = log('log')
    expect(register).toContain(`cloud register --name azbk-mock --endpoint-resource-manager ${server.baseUrl}/`)
    expect(register).toContain(`--endpoint-active-directory ${server.baseUrl}/adfs`)
    expect(set).toBe('cloud set --name azbk-mock')
    expect(login).toContain('--username 00000000-0000-0000-0000-0000000000c1 --password azbk-mock-owner')
    expect(rest).toEqual([])
    expect(log('env')[0]).toBe(`${config}|${join(config, 'azbk-mock-ca.pem')}|contoso.com,127.0.0.1|`)
    expect(readFileSync(join(config, 'azbk-mock-ca.pem'), 'utf8')).toBe(server.ca)
    expect(readFileSync(join(config, 'config'), 'utf8')).toContain('collect_telemetry = no')
    expect(stdout).toContain(`export AZURE_CONFIG_DIR='${config}'`)
    expect(stdout.split('\n').filter((line) => line !== '' && !line.startsWith('export '))).toEqual([])
  })

  it('adds the mock to the hosts without a proxy in the name that az reads', async () => {
    const { run, log } = await place()

    const { stdout } = await run([], { NO_PROXY: 'fabrikam.com', no_proxy: 'contoso.com' })

    expect(log('env')[0]).toMatch(/\|fabrikam\.com\|contoso\.com,127\.0\.0\.1$/)
    expect(stdout).toContain("export no_proxy='contoso.com,127.0.0.1'")
  })

  it('hands nothing to az that a shell could take for a command', async () => {
    const { folder, server, run } = await place()
    const ready = { ...server, caFile: join(folder, 'ca.pem'), baseUrl: `${server.baseUrl}/&touch` }
    writeFileSync(join(folder, 'ready.json'), JSON.stringify(ready))

    const { exitCode, stderr } = await run()

    expect(exitCode).toBe(6)
    expect(stderr).toContain('AZ_WORD_UNSAFE')
    expect(existsSync(join(folder, 'bin', 'az.log'))).toBe(false)
  })

  it('can be repeated, for another identity too', async () => {
    const { run, log } = await place()
    await run()

    const { exitCode, json } = await run(['--identity', 'backup-reader', '--config-dir', './mock-az', '--json'])

    expect(exitCode).toBe(0)
    expect(json().result).toMatchObject({ identity: 'backup-reader', clientId: '00000000-0000-0000-0000-0000000000c4' })
    expect(log('log')[3]).toContain('cloud update --name azbk-mock')
    expect(log('log')[5]).toContain('--password azbk-mock-backup-reader')
  })

  it('leaves an az alone that is logged in elsewhere', async () => {
    const { folder, run } = await place()
    const own = await folderWith({ 'azureProfile.json': '{}' })

    const { exitCode, stderr } = await run(['--config-dir', own])

    expect(exitCode).toBe(6)
    expect(stderr).toContain(own)
    expect(existsSync(join(folder, 'bin', 'az.log'))).toBe(false)
  })

  it('says how to get az when there is none', async () => {
    const { folder, run } = await place()

    const { exitCode, stderr } = await run([], { PATH: join(folder, 'nowhere') })

    expect(exitCode).toBe(1)
    expect(stderr).toContain('AZ_MISSING')
    expect(stderr).toContain('https://aka.ms/azure-cli')
  })

  it('passes on what az said when it fails', async () => {
    const { run } = await place(FAILING_AZ)

    const { exitCode, stderr } = await run()

    expect(exitCode).toBe(1)
    expect(stderr).toContain('`az cloud register` failed')
    expect(stderr).toContain('AADSTS7000215: no')
  })

  it('needs a server that runs', async () => {
    const folder = await folderWith()

    const { exitCode, stderr } = await runAzbk(MockAzLogin, [], { mock: 'file', env: { AZBK_STATE_DIR: folder } })

    expect(exitCode).toBe(4)
    expect(stderr).toContain('azbk mock serve')
  })
})
