import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMock, type Mock } from '../../mocks/index.js'
import { createCertificates } from '../../mocks/server/certificates.js'
import { spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

/** A certificate for localhost, made for this run. */
const CERTIFICATES = await createCertificates(['localhost'], Date.now())
const CALENDAR = '2030-05-01T09:00:00.000Z'

/** The mock behind HTTPS on a port of its own, as an Azure that is reached by --arm-endpoint. */
async function serve(mock: Mock): Promise<string> {
  const origin = () => `https://localhost:${(server.address() as AddressInfo).port}`
  const server = createServer(
    { cert: CERTIFICATES.cert, key: CERTIFICATES.key },
    (request, response) => void passOn(mock, { request, response, origin: origin() }),
  )
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return origin()
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly origin: string
}

async function passOn(mock: Mock, { request, response, origin }: Exchange): Promise<void> {
  const { method = 'GET', url = '/', headers } = request
  const body = await text(request)
  const answer = await mock.fetch(
    new Request(`${origin}${url}`, {
      method,
      headers: Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      ...(body === '' ? {} : { body }),
    }),
  )
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(await answer.text())
}

function azbkAt(endpoint: string, mock: Mock) {
  const subscription = mock.subscriptions[0]?.id ?? ''
  const env = { AZBK_ARM_ENDPOINT: endpoint, AZBK_ACCESS_TOKEN: 'any', AZBK_SUBSCRIPTION: subscription }
  return (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    spawnAzbk(argv, { env: { ...env, ...more } })
}

/** The environment of somebody who trusts the certificate. */
function trusted(): Readonly<Record<string, string>> {
  const file = join(spacedFolder(), 'ca.pem')
  writeFileSync(file, CERTIFICATES.ca)
  return { NODE_EXTRA_CA_CERTS: file }
}

describe('an endpoint of its own, over HTTPS', () => {
  it('is used when NODE_EXTRA_CA_CERTS names its certificate, refused when nothing does', async () => {
    const mock = createMock({ world: 'contoso' })
    const azbk = azbkAt(await serve(mock), mock)

    const [accepted, refused] = await Promise.all([
      azbk(['vault', 'list', '--query', '[].name', '--output', 'tsv'], trusted()),
      azbk(['vault', 'list', '--json']),
    ])

    expect(accepted).toMatchObject({ exitCode: 0, stderr: '' })
    expect(accepted.stdout.split('\n')).toContain('vault-weu')
    expect(refused.exitCode).toBe(1)
    expect(JSON.parse(refused.stdout).error).toMatchObject({
      code: 'TLS_FAILED',
      suggestions: [expect.stringContaining('NODE_EXTRA_CA_CERTS')],
    })
  })

  it('that is a mock with another calendar is believed its time', async () => {
    const mock = createMock({ world: 'contoso', clock: { kind: 'manual', start: CALENDAR } })
    const azbk = azbkAt(await serve(mock), mock)

    const { stdout, stderr, exitCode } = await azbk(['status', '--vm', 'web-01', '--json'], trusted())

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const [row] = JSON.parse(stdout).result
    expect(row).toMatchObject({ name: 'web-01', rpoMet: true })
    expect(row.nextRuns[0]).toBe('2030-05-01T22:00:00.000Z')
  })
})
