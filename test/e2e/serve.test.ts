import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectMatchesSchema } from '../helpers/schema.js'
import { type Finished, spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

interface Ready {
  readonly baseUrl: string
  readonly caFile: string
  readonly tenantId: string
  readonly subscriptionId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly stateFile: string
  readonly pid: number
  readonly identities: readonly { identity: string; clientId: string; clientSecret: string }[]
}

interface Served {
  readonly ready: Ready
  readonly folder: string
  /** What the server printed before it was ready. */
  readonly printed: string
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Finished>
}

/** `azbk mock serve` in a process of its own, from its ready file on. */
async function serve(argv: readonly string[] = [], folder = spacedFolder()): Promise<Served> {
  const file = join(folder, "it's ready.json")
  let child: ChildProcess | undefined
  let hasPrinted = (_text: string) => {}
  const printed = new Promise<string>((resolve) => {
    hasPrinted = resolve
  })
  const finished = spawnAzbk(['mock', 'serve', '--ready-file', file, ...argv], {
    cwd: folder,
    env: { AZBK_STATE_DIR: folder },
    meanwhile: (started) => {
      child = started
      started.stdout?.once('data', (chunk: string) => hasPrinted(chunk))
    },
  })
  onTestFinished(() => void child?.kill('SIGKILL'))
  const first = await Promise.race([printed, finished.then(({ stderr }) => Promise.reject(new Error(stderr)))])
  const ready = JSON.parse(readFileSync(file, 'utf8')) as Ready
  return {
    ready,
    folder,
    printed: first,
    stop: (signal = 'SIGTERM') => {
      child?.kill(signal)
      return finished
    },
  }
}

/** A shell that reaches the server by --arm-endpoint. */
function shell({ ready, folder }: Served, env: Readonly<Record<string, string>>) {
  return (argv: readonly string[]) =>
    spawnAzbk(argv, {
      cwd: folder,
      env: {
        NODE_EXTRA_CA_CERTS: ready.caFile,
        AZBK_ARM_ENDPOINT: ready.baseUrl,
        AZBK_SUBSCRIPTION: ready.subscriptionId,
        ...env,
      },
    })
}

function secretOf({ ready }: Served, identity: string): Record<string, string> {
  const { clientId = '', clientSecret = '' } = ready.identities.find((one) => one.identity === identity) ?? {}
  return {
    AZBK_AUTH: 'env',
    AZURE_TENANT_ID: ready.tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: clientSecret,
  }
}

/** A token of some other issuer, as a pipeline gets one. */
function assertion(claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 600
  return `${part({ alg: 'none' })}.${part({ iss: 'https://contoso.com', sub: 'pod', aud: 'azure', exp, ...claims })}.x`
}

const NAMES = ['vault', 'list', '--query', '[].name', '--output', 'tsv']

describe('azbk mock serve', () => {
  it('prints one document when it is ready, and ends with the state saved, the port free and the ready file gone', async () => {
    const served = await serve(['--output', 'json'])
    const { ready, folder } = served

    const { stdout, stderr, exitCode } = await served.stop()

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const document = JSON.parse(stdout)
    expectMatchesSchema('mock-serve', document)
    expect(document.result).toEqual(ready)
    expect(existsSync(join(folder, "it's ready.json"))).toBe(false)
    expect(existsSync(`${ready.stateFile}.lock`)).toBe(false)
    expect(JSON.parse(readFileSync(ready.stateFile, 'utf8'))).toMatchObject({ schemaVersion: 1 })
    expect((await spawnAzbk(['mock', 'advance', '1h', '--server', ready.baseUrl])).stderr).toContain('No mock server')
  })

  it.each(['SIGINT', 'SIGHUP'] as const)('ends well on %s', async (signal) => {
    const served = await serve()

    expect(await served.stop(signal)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(existsSync(served.ready.stateFile)).toBe(true)
  })

  it('is what another run of azbk finds its vaults in, whichever way it logs in', async () => {
    const served = await serve()
    const { ready, folder } = served
    writeFileSync(join(folder, 'token'), assertion())
    const application = { AZURE_TENANT_ID: ready.tenantId, AZURE_CLIENT_ID: ready.clientId }
    const ways: Record<string, Record<string, string>> = {
      secret: secretOf(served, 'owner'),
      'secret, found by itself': { ...secretOf(served, 'owner'), AZBK_AUTH: 'auto' },
      workload: { ...application, AZBK_AUTH: 'workload', AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token') },
      'app service': { AZBK_AUTH: 'managed', IDENTITY_ENDPOINT: `${ready.baseUrl}/msi/token`, IDENTITY_HEADER: 'x' },
      VM: { AZBK_AUTH: 'managed', AZURE_POD_IDENTITY_AUTHORITY_HOST: ready.baseUrl },
    }

    for (const [way, env] of Object.entries(ways)) {
      const { stdout, stderr, exitCode } = await shell(served, env)(NAMES)

      expect({ way, stderr, exitCode }).toEqual({ way, stderr: '', exitCode: 0 })
      expect(stdout.split('\n')).toContain('vault-weu')
    }
  })

  it('lets each identity do what its role allows', async () => {
    const served = await serve()
    const stop = ['unprotect', '--vm', 'web-01', '--yes', '--json']

    const reader = await shell(served, secretOf(served, 'backup-reader'))(stop)
    const nobody = await shell(served, secretOf(served, 'none'))(['vault', 'list', '--json'])
    const wrong = await shell(served, { ...secretOf(served, 'owner'), AZURE_CLIENT_SECRET: 'x' })(NAMES)
    const owner = await shell(served, secretOf(served, 'owner'))(stop)

    expect(reader.exitCode).toBe(5)
    expect(JSON.parse(reader.stdout).error.details).toMatchObject({ azureCode: 'AuthorizationFailed', status: 403 })
    expect(nobody.exitCode).toBe(5)
    expect(wrong.exitCode).toBe(5)
    expect(wrong.stderr).toContain('AADSTS7000215')
    expect(owner).toMatchObject({ exitCode: 0 })
  })

  it('prints with --env what a shell can read, whatever is in the paths', async () => {
    const folder = join(spacedFolder(), "it's $HOME `x`")
    mkdirSync(folder)
    const served = await serve(['--env'], folder)
    const file = join(folder, 'mock.env')
    writeFileSync(file, served.printed)

    const { stdout } = await runShell(`. "$1"; printf '%s\\n%s\\n' "$AZBK_ARM_ENDPOINT" "$NODE_EXTRA_CA_CERTS"`, file)

    expect(stdout.trim().split('\n')).toEqual([served.ready.baseUrl, served.ready.caFile])
    const { stdout: variables } = await runShell('. "$1"; env -0', file)
    const env = Object.fromEntries(variables.split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2)))
    const { PATH: _, HOME: __, '': ___, ...own } = env
    const vaults = await spawnAzbk(NAMES, { env: own })
    expect(vaults).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('keeps the world of a state that is there, says so, and keeps the certificates', async () => {
    const first = await serve()
    await first.stop()
    const second = await serve(['--world', 'empty'], first.folder)

    expect(readFileSync(second.ready.caFile, 'utf8')).toBe(readFileSync(first.ready.caFile, 'utf8'))
    const vaults = await shell(second, secretOf(second, 'owner'))(NAMES)
    expect(vaults.stdout).toContain('vault-weu')
    expect((await second.stop()).stderr).toContain('--world has no effect')
  })

  it('refuses a second server on the same state, and says where the first one is', async () => {
    const { ready, folder } = await serve()

    const { exitCode, stderr } = await spawnAzbk(['mock', 'serve'], { env: { AZBK_STATE_DIR: folder } })

    expect(exitCode).toBe(6)
    expect(stderr).toContain(`process ${ready.pid}`)
    expect(stderr).toContain(`--server ${ready.baseUrl}`)
  })

  it('that cannot save its state at the end says so and fails', async () => {
    const served = await serve(['--output', 'json'])
    mkdirSync(served.ready.stateFile)

    const { exitCode, stdout, stderr } = await served.stop()

    expect(exitCode).toBe(1)
    expect(() => JSON.parse(stdout)).not.toThrow()
    expect(stderr).toContain('could not be written')
  })
})

async function runShell(script: string, argument: string): Promise<{ stdout: string }> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const { PATH } = process.env
  return promisify(execFile)('/bin/sh', ['-c', script, 'sh', argument], { env: { PATH } })
}
