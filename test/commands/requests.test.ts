import type { PipelineRequest } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import VaultList from '../../commands/vault/list.js'
import { fakeNetwork } from '../helpers/fake-network.js'
import { runAzbk, testConfig } from '../helpers/run-command.js'

const VAULTS = '/providers/Microsoft.RecoveryServices/vaults'
const NEXT = `https://management.azure.com/next${VAULTS}?api-version=1&$skiptoken=page-secret`
const SUBSCRIPTIONS = ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b']

/** `vault list` over two subscriptions, the first of which has two pages. */
async function listVaults(argv: readonly string[] = []) {
  const empty = { value: [] }
  const network = fakeNetwork({
    '/next': () => empty,
    '00a': () => ({ value: [], nextLink: NEXT }),
    '00b': () => empty,
  })
  const run = await runAzbk(VaultList, ['--subscription', SUBSCRIPTIONS.join(','), '--json', ...argv], {
    network,
    env: { AZBK_ACCESS_TOKEN: 'token-secret' },
  })
  expect(run.exitCode, run.stdout).toBe(0)
  return { run, sent: network.sent }
}

const headers = (sent: readonly PipelineRequest[], name: string) => new Set(sent.map((one) => one.headers.get(name)))

describe('the requests of a run', () => {
  it('carry one correlation id, by which the activity log of Azure shows them together', async () => {
    const [first, second] = [await listVaults(), await listVaults()].map(({ sent }) => {
      expect(sent).toHaveLength(3)
      return [...headers(sent, 'x-ms-correlation-request-id')]
    })

    expect(first).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(second).not.toEqual(first)
  })

  it('name azbk and its version as the user agent', async () => {
    const { version } = await testConfig()
    const { sent } = await listVaults()

    expect([...headers(sent, 'user-agent')].every((agent) => agent?.startsWith(`azbk/${version} `))).toBe(true)
  })

  it('are logged by --debug one by one, without the login and without signed parts of addresses', async () => {
    const { run } = await listVaults(['--debug'])
    const lines = run.stderr.split('\n').filter((line) => line.startsWith('debug: '))

    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^debug: GET https:\/\/management\.azure\.com\/subscriptions\/.* -> 200 \(\d+ ms\)$/)
    expect(run.stderr).toContain('api-version=1&$skiptoken=REDACTED')
    expect(run.stdout + run.stderr).not.toMatch(/token-secret|page-secret/)
  })
})
