import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createPlainServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import MockAdvance from '../../commands/mock/advance.js'
import MockDump from '../../commands/mock/dump.js'
import MockLoad from '../../commands/mock/load.js'
import MockReset from '../../commands/mock/reset.js'
import VaultList from '../../commands/vault/list.js'
import { lockState } from '../../mocks/index.js'
import { createCertificates } from '../../mocks/server/certificates.js'
import { runAzbk } from '../helpers/run-command.js'
import { SERVED_START, serveForTest } from '../helpers/served.js'
import { folderWith } from '../helpers/temp-folder.js'

/** A served fleet of three VMs, its ready file, and a shell in the folder of that file. */
async function servedFleet() {
  const server = await serveForTest({ world: { fleet: { vms: 3, seed: 1 } } })
  const noUrl = JSON.stringify({ baseUrl: 'contoso', controlUrl: 'contoso', caFile: 'ca.pem' })
  const folder = await folderWith({ 'ca.pem': server.ca, 'no-url.json': noUrl })
  const { baseUrl, controlUrl } = server
  const ready = join(folder, 'ready.json')
  await writeFile(ready, JSON.stringify({ baseUrl, controlUrl, caFile: join(folder, 'ca.pem'), pid: 4711 }))
  const run = (command: Parameters<typeof runAzbk>[0], argv: string[], env: Record<string, string> = {}) =>
    runAzbk(command, argv, { mock: 'file', cwd: folder, env: { AZBK_STATE_DIR: folder, ...env } })
  return { server, folder, ready, run }
}

interface Summary {
  file: string | null
  server: string | null
  machines: number
  from: string
  time: string
}

describe('--server', () => {
  it('moves the calendar of the server that a ready file names', async () => {
    const { server, run } = await servedFleet()

    const { exitCode, json } = await run(MockAdvance, ['2h', '--server', 'ready.json', '--json'])

    expect(exitCode).toBe(0)
    expect(json<Summary>().result).toMatchObject({
      file: null,
      server: server.baseUrl,
      from: SERVED_START,
      time: '2026-03-02T11:00:00.000Z',
    })
    expect(server.mock.now().toISOString()).toBe('2026-03-02T11:00:00.000Z')
  })

  it.each(['', '/', '/mock-control', '/mock-control/'])(
    'takes a URL that ends in %j, and trusts NODE_EXTRA_CA_CERTS',
    async (end) => {
      const { server, folder, run } = await servedFleet()
      const trust = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }

      const advance = await run(MockAdvance, ['1h', '--server', `${server.baseUrl}${end}`], trust)

      expect(advance).toMatchObject({ exitCode: 0, stderr: '' })
      expect(advance.stdout).toContain(`Server:          ${server.baseUrl}`)
    },
  )

  it('resets, dumps and loads over the network', async () => {
    const { folder, ready, run } = await servedFleet()

    const dump = await run(MockDump, ['--out', join(folder, 'fleet.json'), '--server', ready])
    const reset = await run(MockReset, ['--world', 'empty', '--server', ready, '--json'])
    const load = await run(MockLoad, [join(folder, 'fleet.json'), '--json'], { AZBK_MOCK_SERVER: ready })

    expect(dump.exitCode).toBe(0)
    expect(reset.json<Summary>().result.machines).toBe(0)
    expect(load.json<Summary>().result.machines).toBe(3)
  })

  it('does not go before a state file that was typed when only a variable names it', async () => {
    const { server, folder, ready, run } = await servedFleet()
    const state = join(folder, 'own.json')

    const reset = await run(MockReset, ['--world', 'empty', '--mock-state', state, '--json'], {
      AZBK_MOCK_SERVER: ready,
    })

    expect(reset.json<Summary>().result).toMatchObject({ file: state, server: null })
    expect(server.mock.control.peek().compute.virtualMachines).not.toEqual({})
  })

  it('beside --mock-state is refused', async () => {
    const { ready, run } = await servedFleet()

    expect(await run(MockReset, ['--server', ready, '--mock-state', 'x.json'])).toMatchObject({ exitCode: 2 })
  })

  it.each([
    ['http://127.0.0.1:1', 'not the address of a mock'],
    ['https://127.0.0.1:1/subscriptions', 'not the address of a mock'],
    ['https://', 'not the address of a mock'],
    ['fleet.txt', 'is not there'],
    ['ca.pem', 'is not a ready file'],
    ['no-url.json', 'is not a ready file'],
  ])('%s is refused before anything is sent', async (value, words) => {
    const { run } = await servedFleet()

    const { exitCode, stderr } = await run(MockAdvance, ['1h', '--server', value])

    expect([2, 4]).toContain(exitCode)
    expect(stderr).toContain(words)
  })

  it('that is gone is told, with the process that wrote the ready file', async () => {
    const { server, run } = await servedFleet()
    await server.close()

    const { exitCode, stderr } = await run(MockAdvance, ['1h', '--server', 'ready.json'])

    expect(exitCode).toBe(1)
    expect(stderr).toContain(`No mock server answers at ${server.baseUrl} (process 4711 wrote the ready file)`)
  })

  it('that is not trusted says how to trust it', async () => {
    const { server } = await servedFleet()
    const elsewhere = await folderWith()

    const { exitCode, stderr } = await runAzbk(MockAdvance, ['1h', '--server', server.baseUrl], {
      mock: 'file',
      env: { AZBK_STATE_DIR: elsewhere },
    })

    expect(exitCode).toBe(1)
    expect(stderr).toContain('MOCK_SERVER_UNTRUSTED')
    expect(stderr).toContain('NODE_EXTRA_CA_CERTS=<folder>/ca.pem')
  })

  it('that is some other server is not taken for a mock', async () => {
    const { ca, ...keys } = await createCertificates(['127.0.0.1'], Date.now())
    const other = createServer(keys, (_request, response) => response.writeHead(404).end('{"error":{"code":"No"}}'))
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const folder = await folderWith({ 'mock-tls/ca.pem': ca })
    const url = `https://127.0.0.1:${(other.address() as AddressInfo).port}`

    const { exitCode, stderr } = await runAzbk(MockReset, ['--server', url], {
      mock: 'file',
      env: { AZBK_STATE_DIR: folder },
    })

    expect(exitCode).toBe(1)
    expect(stderr).toContain(`${url} answers (HTTP 404), but it is no mock of azbk.`)
  })

  it('that speaks no TLS is an error, not a crash', async () => {
    const plain = createPlainServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    plain.listen(0, '127.0.0.1')
    await once(plain, 'listening')
    onTestFinished(() => void plain.close())

    const { exitCode, stderr } = await runAzbk(
      MockReset,
      ['--server', `https://127.0.0.1:${(plain.address() as AddressInfo).port}`],
      { mock: 'file' },
    )

    expect(exitCode).toBe(1)
    expect(stderr).not.toContain('Unexpected error')
  })
})

describe('a state file that a server holds', () => {
  it('is refused at once, with the process and the --server line', async () => {
    const folder = await folderWith()
    const state = join(folder, 'mock.json')
    const lock = lockState(state)
    onTestFinished(lock.release)
    lock.announce('https://127.0.0.1:8443')

    for (const [command, argv] of [
      [MockAdvance, ['1h']],
      [VaultList, ['--mock']],
    ] as const) {
      const { exitCode, stderr } = await runAzbk(command, [...argv, '--mock-state', state], { mock: 'file' })

      expect(exitCode).toBe(6)
      expect(stderr).toContain(`process ${process.pid}, which serves it at https://127.0.0.1:8443`)
      expect(stderr).toContain('add --server https://127.0.0.1:8443')
    }
  })

  it('keeps what only time has changed', async () => {
    const folder = await folderWith()
    const state = join(folder, 'mock.json')
    const run = (argv: string[]) => runAzbk(MockAdvance, [...argv, '--mock-state', state, '--json'], { mock: 'file' })
    await runAzbk(MockReset, ['--world', 'empty', '--mock-state', state], { mock: 'file' })

    const first = (await run(['1h'])).json<Summary>().result
    const second = (await run(['1h'])).json<Summary>().result

    expect(Date.parse(second.from)).toBeGreaterThanOrEqual(Date.parse(first.time))
    expect(JSON.parse(await readFile(state, 'utf8')).clock.calendarMs).toBeGreaterThanOrEqual(Date.parse(second.time))
  })
})
