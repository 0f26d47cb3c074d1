import { describe, expect, test } from 'vitest'
import { fetchJson, statuses } from './fault-bench.js'
import {
  backUp,
  createBench,
  enableBody,
  GROUP,
  itemPath,
  type Json,
  makeVault,
  makeVm,
  protect,
  VAULT,
  vaultPath,
  vmPath,
} from './helpers.js'

describe('answers', () => {
  test.each([
    [{ kind: 'status', status: 500 }, 500, 'CloudInternalError', null],
    [{ kind: 'status', status: 503 }, 503, 'ServiceUnavailable', null],
    [{ kind: 'status', status: 504 }, 504, 'GatewayTimeout', null],
    [{ kind: 'status', status: 429 }, 429, 'TooManyRequests', null],
    [{ kind: 'status', status: 429, retryAfterSeconds: 17 }, 429, 'SubscriptionRequestsThrottled', '17'],
    [{ kind: 'status', status: 503, retryAfterSeconds: 5 }, 503, 'ServiceUnavailable', '5'],
    [{ kind: 'status', status: 409, code: 'VaultBusy', message: 'Later.' }, 409, 'VaultBusy', null],
    [{ kind: 'status', status: 418 }, 418, 'HttpStatus418', null],
    [{ kind: 'token-expired' }, 401, 'ExpiredAuthenticationToken', null],
  ] as const)('%o is told as Azure tells it', async (fault, status, code, retryAfter) => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ fault })

    const reply = await fetchJson(bench, 'GET', vaultPath())

    expect(reply.status).toBe(status)
    expect(reply.body.error).toEqual({ code, message: expect.any(String) })
    expect(reply.headers.get('retry-after')).toBe(retryAfter)
    expect(reply.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(reply.headers.get('x-azbk-mock-time')).not.toBeNull()
  })

  test('an expired login comes with the challenge that says where to log in again, until the rule is cleared', async () => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ fault: { kind: 'token-expired' } })

    const reply = await fetchJson(bench, 'GET', vaultPath())

    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer authorization_uri="https:.*", error="invalid_token"/)
    expect(reply.body.error.message).toMatch(/'1\/5\/2026 \d+:\d+:\d+ AM' is earlier than current UTC time '1\/5\/2026/)
    expect(await statuses(bench, 2)).toEqual([401, 401])
    bench.mock.control.clearFaults()
    expect(await statuses(bench, 1)).toEqual([200])
  })

  test.each([205, 304])('status %i comes without a body', async (status) => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ fault: { kind: 'status', status } })

    expect(await fetchJson(bench, 'GET', vaultPath())).toMatchObject({ status, body: undefined })
  })

  test('the true answer can come under another content type', async () => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ fault: { kind: 'content-type', contentType: 'application/octet-stream' } })

    const reply = await fetchJson(bench, 'GET', vaultPath())

    expect(reply.headers.get('content-type')).toBe('application/octet-stream')
    expect(reply.body.name).toBe(VAULT)
  })
})

describe('a region that is down', () => {
  const down = (bench: ReturnType<typeof createBench>, region = 'westeurope') =>
    bench.mock.control.inject({ region, fault: { kind: 'region-down' } })

  test('answers nothing about its resources and locations; lists, groups and other regions go on', async () => {
    const bench = createBench()
    makeVault(bench)
    makeVault(bench, 'vault-b', { location: 'northeurope' })
    makeVm(bench, 'vm-1')
    down(bench, 'West Europe')
    const statusOf = async (method: string, path: string, body?: object) =>
      (await fetchJson(bench, method, path, body)).status
    const locations = '/providers/Microsoft.RecoveryServices/locations'

    expect(await statusOf('GET', vaultPath())).toBe(504)
    expect(await statusOf('GET', `${vaultPath()}/backupJobs`)).toBe(504)
    expect(await statusOf('GET', vmPath('vm-1'))).toBe(504)
    expect(await statusOf('POST', `${locations}/westeurope/backupStatus`, {})).toBe(504)
    expect(await statusOf('PUT', vaultPath('vault-c'), { location: 'West Europe', sku: { name: 'Standard' } })).toBe(
      504,
    )
    expect(await statusOf('GET', vaultPath('vault-b'))).toBe(200)
    expect(await statusOf('GET', '/providers/Microsoft.RecoveryServices/vaults')).toBe(200)
    expect(await statusOf('GET', `/resourceGroups/${GROUP}`)).toBe(200)
  })

  test('answers nothing about its public addresses and network interfaces', async () => {
    const bench = createBench()
    makeVault(bench)
    const address = `/resourceGroups/${GROUP}/providers/Microsoft.Network/publicIPAddresses/ip-1`
    bench.send('PUT', address, { location: 'westeurope' }, '2023-09-01')
    down(bench)

    expect((await fetchJson(bench, 'GET', address)).status).toBe(504)
  })

  test('names the provider that does not answer', async () => {
    const bench = createBench()
    makeVault(bench)
    down(bench)

    expect((await fetchJson(bench, 'GET', vaultPath())).body.error.message).toContain("'Microsoft.RecoveryServices'")
  })

  test('leaves the lists of the secondary region, which the pair answers', async () => {
    const bench = createBench()
    makeVault(bench)
    const secondary = async () => {
      const url = `https://management.azure.com/subscriptions/${bench.sub}${vaultPath()}/backupProtectedItems/?api-version=2021-11-15`
      return (await bench.mock.fetch(new Request(url))).status
    }
    down(bench)
    expect(await secondary()).not.toBe(504)

    bench.mock.control.clearFaults()
    down(bench, 'northeurope')
    expect(await secondary()).toBe(504)
  })
})

describe('what a request starts', () => {
  const operationOf = async (bench: ReturnType<typeof createBench>, reply: { headers: Headers }) => {
    const url = reply.headers.get('azure-asyncoperation') ?? ''
    return (await (await bench.mock.fetch(new Request(url))).json()) as Json
  }
  const jobs = (bench: ReturnType<typeof createBench>): Json[] =>
    bench.send('GET', `${vaultPath()}/backupJobs`).body.value.map((job: Json) => job.properties)
  const jobDetail = (bench: ReturnType<typeof createBench>): Json => {
    const [job] = bench.send('GET', `${vaultPath()}/backupJobs`).body.value
    return bench.send('GET', `${vaultPath()}/backupJobs/${job.name}`).body.properties
  }
  const withVm = () => {
    const bench = createBench()
    makeVault(bench)
    makeVm(bench, 'vm-1')
    return bench
  }
  const enable = (bench: ReturnType<typeof createBench>) =>
    fetchJson(bench, 'PUT', itemPath('vm-1'), enableBody(bench, 'vm-1'))
  const backup = { properties: { objectType: 'IaasVMBackupRequest' } }

  test('a stuck operation is in progress for good, and its effect does not come', async () => {
    const bench = withVm()
    bench.mock.control.inject({ fault: { kind: 'operation-stuck' } })

    const reply = await enable(bench)
    bench.pass(86_400)

    expect(reply.status).toBe(202)
    expect(await operationOf(bench, reply)).toMatchObject({ status: 'InProgress' })
    expect(bench.send('GET', itemPath('vm-1')).status).toBe(404)
  })

  test('a failing operation ends with the code and message of the rule, and its job fails', async () => {
    const bench = withVm()
    bench.mock.control.inject({ fault: { kind: 'operation-fails', code: 'UserErrorX', message: 'No.' } })

    const reply = await enable(bench)
    bench.pass(3600)

    expect(await operationOf(bench, reply)).toMatchObject({
      status: 'Failed',
      error: { code: 'UserErrorX', message: 'No.' },
    })
    expect(jobs(bench)).toMatchObject([{ operation: 'ConfigureBackup', status: 'Failed' }])
    expect((await enable(bench)).status).toBe(202)
  })

  test('a failing trigger of a backup leaves no job that runs', async () => {
    const bench = withVm()
    protect(bench, 'vm-1')
    bench.mock.control.inject({ fault: { kind: 'operation-fails' } })

    const reply = await fetchJson(bench, 'POST', `${itemPath('vm-1')}/backup`, backup)
    bench.pass(60)

    expect(await operationOf(bench, reply)).toMatchObject({ status: 'Failed', error: { code: 'CloudInternalError' } })
    expect(jobDetail(bench)).toMatchObject({
      status: 'Failed',
      extendedInfo: { tasksList: [{ status: 'Failed' }, {}] },
    })
  })

  test('a job fails with the error of the table, at the end of its snapshot', async () => {
    const bench = withVm()
    protect(bench, 'vm-1')
    bench.mock.control.inject({ fault: { kind: 'job-fails', code: 'extensionsnapshotfailedcom' } })

    const reply = await fetchJson(bench, 'POST', `${itemPath('vm-1')}/backup`, backup)
    bench.pass(10)
    expect(await operationOf(bench, reply)).toMatchObject({ status: 'Succeeded' })
    bench.pass(4 * 3600)

    expect(jobDetail(bench)).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorTitle: 'ExtensionSnapshotFailedCOM', recommendations: [expect.any(String)] }],
    })
    expect(bench.send('GET', itemPath('vm-1')).body.properties).toMatchObject({ lastBackupStatus: 'Failed' })
  })

  test('a job without tasks fails with its operation', async () => {
    const bench = withVm()
    bench.mock.control.inject({ fault: { kind: 'job-fails', code: '400094' } })

    const reply = await enable(bench)
    bench.pass(3600)

    expect(await operationOf(bench, reply)).toMatchObject({ status: 'Failed', error: { code: 'BCMV2VMNotFound' } })
    expect(jobs(bench)).toMatchObject([{ status: 'Failed', errorDetails: [{ errorCode: 400094 }] }])
  })

  test('a stuck job runs for good, and another backup is refused meanwhile', async () => {
    const bench = withVm()
    protect(bench, 'vm-1')
    bench.mock.control.inject({ fault: { kind: 'job-stuck' } })

    await fetchJson(bench, 'POST', `${itemPath('vm-1')}/backup`, backup)
    bench.pass(86_400)

    expect(jobs(bench)[0]).toMatchObject({ operation: 'Backup', status: 'InProgress' })
    expect((await fetchJson(bench, 'POST', `${itemPath('vm-1')}/backup`, backup)).status).toBe(400)
  })

  test('a job whose cancel fails goes on, even if it was due to end meanwhile', async () => {
    const bench = withVm()
    protect(bench, 'vm-1')
    bench.mock.control.fixDuration('snapshot', 400)
    bench.mock.control.fixDuration('cancel', 600)
    await fetchJson(bench, 'POST', `${itemPath('vm-1')}/backup`, backup)
    bench.mock.control.inject({ fault: { kind: 'operation-fails' } })
    const [{ name }] = bench.send('GET', `${vaultPath()}/backupJobs?$filter=operation eq 'Backup'`).body.value

    const reply = await fetchJson(bench, 'POST', `${vaultPath()}/backupJobs/${name}/cancel`)
    bench.pass(300)
    const cancelling = jobs(bench)[0]
    bench.pass(301)
    const resumed = jobs(bench)[0]
    bench.pass(3 * 3600)

    expect(reply.status).toBe(202)
    expect([cancelling.status, resumed.status, jobs(bench)[0].status]).toEqual([
      'Cancelling',
      'InProgress',
      'Completed',
    ])
    expect(bench.send('GET', `${itemPath('vm-1')}/recoveryPoints`).body.value).toHaveLength(1)
  })

  test('a scheduled backup is met as a POST of its item', () => {
    const bench = withVm()
    protect(bench, 'vm-1')
    backUp(bench, 'vm-1')
    bench.mock.control.inject({
      method: 'POST',
      path: 'protectedItems/vm;*;vm-1/backup',
      fault: { kind: 'job-fails', code: 'AzureVmOffline' },
    })

    bench.pass(2 * 86_400)

    const nights = jobs(bench).filter((job) => job.operation === 'Backup')
    expect(nights.map((job) => job.status)).toEqual(['Completed', 'Failed', 'Completed'])
  })

  test('reading requests on the way use up no rule', async () => {
    const bench = withVm()
    bench.mock.control.inject({ fault: { kind: 'operation-stuck' } })

    await fetchJson(bench, 'GET', vaultPath())
    await fetchJson(bench, 'POST', '/providers/Microsoft.RecoveryServices/locations/westeurope/backupStatus', {
      resourceType: 'VM',
      resourceId: `/subscriptions/${bench.sub}${vmPath('vm-1')}`,
    })

    expect(bench.mock.control.faults.list()).toMatchObject([{ seen: 0, struck: 0 }])
  })

  test('operations of VMs, vaults and groups fail too', async () => {
    const bench = withVm()
    bench.mock.control.inject({ times: 4, fault: { kind: 'operation-fails', code: 'Broken', message: 'Broken.' } })

    const replies = [
      await fetchJson(bench, 'POST', `${vmPath('vm-1')}/deallocate`),
      await fetchJson(bench, 'PUT', vaultPath('vault-b'), { location: 'westeurope', sku: { name: 'Standard' } }),
      await fetchJson(bench, 'DELETE', vaultPath()),
    ]
    const group = await fetchJson(bench, 'DELETE', '/resourceGroups/rg-app')
    bench.pass(7200)

    for (const reply of replies) expect(await operationOf(bench, reply)).toMatchObject({ status: 'Failed' })
    expect(bench.send('GET', vmPath('vm-1')).status).toBe(200)
    expect(bench.send('GET', vaultPath('vault-b')).body.properties.provisioningState).toBe('Failed')
    expect(bench.send('GET', vaultPath()).body.properties.provisioningState).toBe('Succeeded')
    const ended = await bench.mock.fetch(new Request(group.headers.get('location') ?? ''))
    expect(await ended.json()).toMatchObject({ error: { code: 'Broken' } })
    expect(bench.send('GET', '/resourceGroups/rg-app').status).toBe(200)
  })
})
