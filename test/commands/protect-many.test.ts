import { describe, expect, it } from 'vitest'
import Protect from '../../commands/protect.js'
import type { ProtectResult } from '../../src/protection/protect.js'
import { createEstate } from '../helpers/estate.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'
import { estateWith, policies, protect, puts } from './protect-estate.js'

describe('azbk protect, a lost answer', () => {
  it('makes exactly one ConfigureBackup job when the answer was lost after the PUT took effect', async () => {
    const estate = estateWith('web-01')
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault: { kind: 'reset-after' } })

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy', '--json'])

    expect(run.exitCode).toBe(0)
    expect(run.json<ProtectResult>().result.machines).toMatchObject([{ status: 'done', jobId: expect.any(String) }])
    expect(estate.jobs('rsv-weu', 'ConfigureBackup')).toHaveLength(1)
    expect(puts(estate)).toBe(1)
  })

  it('sends it again when it did not arrive', async () => {
    const estate = estateWith('web-01')
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault: { kind: 'reset-before' } })

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])

    expect(run.exitCode).toBe(0)
    expect(estate.jobs('rsv-weu', 'ConfigureBackup')).toHaveLength(1)
    expect(puts(estate)).toBe(2)
  })

  it('looks for new VMs once and tries again when the vault does not know the VM', async () => {
    const estate = estateWith('web-01')
    const body = {
      error: { code: 'BMSUserErrorInvalidConfigureProtectionRequest', message: 'Ensure that container exists.' },
    }
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault: { kind: 'status', status: 400, body } })

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])

    expect(run.exitCode).toBe(0)
    const refreshes = estate.mock.control.requests.entries.filter(({ path }) => path.includes('refreshContainers'))
    expect(refreshes).toHaveLength(1)
  })
})

describe('azbk protect, many VMs', () => {
  it('lists the items of the vault once before it plans', async () => {
    const estate = estateWith('web-01', 'web-02', 'web-03')

    await protect(estate, ['--all', '--dry-run'])

    const lists = estate.mock.control.requests.entries.filter(({ path }) => path.includes('backupProtectedItems'))
    expect(lists).toHaveLength(1)
  })

  it('refuses the VMs of a subscription that hides its vaults, and plans for the others', async () => {
    const mock = createTestMock()
    const [mine, hidden] = mock.subscriptions.map(({ id }) => id)
    const all = Object.values(mock.control.peek().compute.virtualMachines).flatMap(({ id }) => ['--vm', id])
    const path = new RegExp(`/subscriptions/${hidden}/providers/Microsoft.RecoveryServices/vaults`)
    const body = { error: { code: 'AuthorizationFailed', message: 'No permission.' } }
    const headers = { 'x-ms-request-id': 'r-1' }
    mock.control.inject({ path, times: 9, fault: { kind: 'status', status: 403, body, headers } })

    const run = await runAzbk(Protect, [...all, '--dry-run', '--json'], {
      mock,
    })

    const rows = run.json<ProtectResult>().result.machines
    const details = { azureCode: 'AuthorizationFailed', requestId: 'r-1', status: 403 }
    expect(rows.find(({ id }) => id.includes(`/${hidden}/`))).toMatchObject({ code: 'PERMISSION_MISSING', details })
    expect(rows.find(({ id }) => id.includes(`/${mine}/`))?.code).not.toBe('PERMISSION_MISSING')
    expect(run.exitCode).toBe(3)
  })

  it('goes on when one of three fails: exit 3, and each has its result', async () => {
    const estate = estateWith('web-01', 'web-02', 'web-03')
    const body = { error: { code: 'BMSUserErrorObjectLocked', message: 'Another operation is in progress.' } }
    estate.mock.control.inject({
      method: 'PUT',
      path: /vm%3Biaasvmcontainerv2%3Brg-app%3Bweb-02/i,
      fault: { kind: 'status', status: 409, body },
    })

    const run = await protect(estate, ['--resource-group', 'rg-app', '--json'])

    expect(run.exitCode).toBe(3)
    expect(run.json<ProtectResult>().result.machines).toMatchObject([
      { name: 'web-01', status: 'done', exitCode: 0 },
      { name: 'web-02', status: 'failed', exitCode: 6, code: 'ITEM_BUSY' },
      { name: 'web-03', status: 'done', exitCode: 0 },
    ])
  })

  it('takes those with a tag, and tells of those that cannot be protected', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'web-01', tags: { Env: 'prod' } })
    estate.vm({ name: 'web-02', tags: { env: 'test' } })
    estate.vm({ name: 'far-01', tags: { env: 'prod' }, location: 'northeurope' })

    const run = await protect(estate, ['--tag', 'env=prod'])

    expect(run.exitCode).toBe(3)
    expect(run.stdout).toMatch(/far-01\s+-\s+failed/)
    expect(run.stdout).toContain('2 VMs: 1 done, 1 failed.')
    expect(run.stdout).toContain('azbk vault create --name rsv-northeurope')
    expect(policies(estate)).toEqual({ 'web-01': 'standard-2200' })
  })

  it("spreads them over the tier's policies, those with the fewest VMs first", async () => {
    const estate = estateWith('web-01', 'web-02', 'web-03')
    await protect(estate, ['--vm', 'web-01'])
    const made = estate.send(
      'GET',
      '/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-weu/backupPolicies/standard-2200',
    ).body
    estate.send(
      'PUT',
      '/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-weu/backupPolicies/standard-2300',
      made,
    )

    await protect(estate, ['--all'])

    expect(policies(estate)).toEqual({
      'web-01': 'standard-2200',
      'web-02': 'standard-2300',
      'web-03': 'standard-2200',
    })
  })

  it('reads ids from standard input', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    const ids = ['web-01', 'web-02'].map((name) => estate.vm({ name }))
    estate.vm({ name: 'web-03' })

    const run = await protect(estate, ['--vm', '-'], { stdin: `${ids.join('\n')}\n` })

    expect(run.exitCode).toBe(0)
    expect(Object.keys(policies(estate))).toEqual(['web-01', 'web-02'])
  })

  it('splits a selection into shards that together are the whole, each VM once', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `web-0${i + 1}`)
    const estate = estateWith(...names)

    const parts = []
    for (const shard of ['1/3', '2/3', '3/3']) {
      const run = await protect(estate, ['--all', '--shard', shard, '--dry-run', '--json'])
      parts.push(...run.json<ProtectResult>().result.machines.map((row) => row.name))
    }

    expect(parts.sort()).toEqual(names)
  })

  it('finishes what is in flight on Ctrl-C, and reports the rest as not started', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `vm-${i + 10}`)
    const estate = estateWith(...names)
    const controller = new AbortController()
    const original = estate.mock.httpClient.sendRequest.bind(estate.mock.httpClient)
    estate.mock.httpClient.sendRequest = async (request) => {
      if (request.method === 'PUT' && /protectedItems/i.test(request.url)) controller.abort()
      return original(request)
    }

    const run = await protect(estate, ['--all', '--policy', 'EnhancedPolicy', '--json'], { signal: controller.signal })

    const rows = run.json<ProtectResult>().result.machines
    const done = rows.filter((row) => row.status === 'done')
    expect(run.exitCode).toBe(130)
    expect(run.stderr).toContain('finishing what is in flight')
    expect(done.length).toBeGreaterThan(0)
    expect(rows.filter((row) => row.status === 'notStarted')).toHaveLength(names.length - done.length)
    expect(estate.items('rsv-weu')).toHaveLength(done.length)

    const rest = await protect(estate, ['--all', '--policy', 'EnhancedPolicy'])

    expect(rest.exitCode).toBe(0)
    expect(estate.jobs('rsv-weu', 'ConfigureBackup')).toHaveLength(names.length)
  })
})
