import { describe, expect, test } from 'vitest'
import { createMock, type MockOptions } from '../../mocks/index.js'
import { type Bench, createBench, GROUP, makeVault, vaultPath } from './helpers.js'

const READS_LEFT = 'x-ms-ratelimit-remaining-subscription-reads'
const REQUESTS_LEFT = 'x-ms-ratelimit-remaining-subscription-resource-requests'
const GROUP_PATH = `/resourceGroups/${GROUP}`
const ROOT = 'https://management.azure.com'

const DAILY = {
  properties: {
    backupManagementType: 'AzureIaasVM',
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: ['2026-01-01T22:00:00Z'],
    },
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy',
      dailySchedule: {
        retentionTimes: ['2026-01-01T22:00:00Z'],
        retentionDuration: { count: 30, durationType: 'Days' },
      },
    },
    timeZone: 'UTC',
  },
}

const throttled = (options: MockOptions = {}) => createBench({ throttle: 'azure', ...options })

/** Lists the groups of a subscription as a principal of its own. */
function readGroups(bench: Bench, subscription: string, objectId: string) {
  return bench.mock.control.send({
    method: 'GET',
    url: `${ROOT}/subscriptions/${subscription}/resourceGroups?api-version=2021-04-01`,
    caller: { identity: 'owner', clientId: 'client', objectId },
  })
}

/** Sends the same request so many times; gives how many of them passed, and the first answer that did not. */
function sendMany(bench: Bench, count: number, method: string, path: string, body?: object) {
  let passed = 0
  for (let index = 0; index < count; index++) {
    const reply = bench.send(method, path, body)
    if (reply.status === 429) return { passed, refusal: reply }
    passed += 1
  }
  return { passed, refusal: undefined }
}

describe('the quotas of ARM', () => {
  test('nothing is counted without a profile', () => {
    expect(sendMany(createBench(), 1000, 'GET', GROUP_PATH).passed).toBe(1000)
  })

  test('250 reads, then 429 with a pause after which a read passes', () => {
    const bench = throttled()
    const { passed, refusal } = sendMany(bench, 300, 'GET', GROUP_PATH)

    expect(passed).toBe(250)
    expect(refusal?.body.error).toEqual({
      code: 'SubscriptionRequestsThrottled',
      message: expect.stringMatching(/^Number of 'read' requests for subscription '.*' actor '.*b1' exceeded/),
    })
    expect(refusal?.headers['retry-after']).toBe('1')
    bench.pass(1)
    expect(sendMany(bench, 100, 'GET', GROUP_PATH).passed).toBe(25)
  })

  test.each([
    ['PUT', GROUP_PATH, { location: 'westeurope' }, 10],
    ['DELETE', '/resourceGroups/rg-app/providers/Microsoft.Compute/disks/none', undefined, 10],
  ])('200 times %s, and 10 more each second', (method, path, body, perSecond) => {
    const bench = throttled()
    bench.pass(60)

    expect(sendMany(bench, 300, method, path, body).passed).toBe(200)
    bench.pass(1)
    expect(sendMany(bench, 300, method, path, body).passed).toBe(perSecond)
  })

  test('the header says what is left', () => {
    const bench = throttled()
    const left = () => bench.send('GET', GROUP_PATH).headers[READS_LEFT]

    expect([left(), left(), left()]).toEqual(['249', '248', '247'])
    bench.pass(60)
    expect(left()).toBe('249')
  })

  test('each principal has quotas of its own in each subscription, and writes do not use up reads', () => {
    const bench = throttled({ world: 'contoso' })
    const [first, second] = bench.mock.subscriptions
    const read = (subscription: string, objectId: string) => readGroups(bench, subscription, objectId).status
    for (let index = 0; index < 250; index++) read(first?.id ?? '', 'one')

    expect(read(first?.id ?? '', 'one')).toBe(429)
    expect(read(first?.id ?? '', 'two')).toBe(200)
    expect(read(second?.id ?? '', 'one')).toBe(200)
  })

  test('all principals of a subscription together may read 15 times as much as one', () => {
    const bench = throttled({ world: 'contoso' })
    const [first, second] = bench.mock.subscriptions
    const read = (subscription: string, objectId: string) => readGroups(bench, subscription, objectId)
    const readers = Array.from({ length: 15 }, (_, i) => `reader-${i}`)
    const statuses = readers.flatMap((reader) =>
      Array.from({ length: 250 }, () => read(first?.id ?? '', reader).status),
    )

    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(read(first?.id ?? '', 'one-more')).toMatchObject({
      status: 429,
      body: { error: { code: 'SubscriptionRequestsThrottled', message: expect.stringContaining("actor 'all'") } },
    })
    expect(read(second?.id ?? '', 'one-more').headers).toMatchObject({
      'x-ms-ratelimit-remaining-subscription-reads': '249',
      'x-ms-ratelimit-remaining-subscription-global-reads': '3749',
    })
    bench.pass(1)
    expect(read(first?.id ?? '', 'one-more').status).toBe(200)
  })

  test('requests without a subscription count against the tenant', () => {
    const bench = throttled()
    const list = () => bench.mock.control.send({ method: 'GET', url: `${ROOT}/subscriptions?api-version=2022-12-01` })

    expect(list().headers?.['x-ms-ratelimit-remaining-tenant-reads']).toBe('249')
  })
})

describe('the quotas of the backup provider', () => {
  test('150 reads of an action in an hour, with a pause until the hour is over', () => {
    const bench = throttled()
    makeVault(bench)
    const path = `${vaultPath()}/backupPolicies`
    expect(bench.send('GET', path).headers[REQUESTS_LEFT]).toBe('149')
    bench.pass(3000)
    const { passed, refusal } = sendMany(bench, 200, 'GET', path)

    expect(passed).toBe(149)
    expect(refusal?.body.error).toEqual({
      code: 'ResourceRequestsThrottled',
      message:
        "Number of requests for action 'Microsoft.RecoveryServices/vaults/backupPolicies/read' exceeded the limit of '150' for time interval '01:00:00'. Please try again after '600' seconds.",
    })
    expect(refusal?.headers).toMatchObject({ 'retry-after': '600', 'x-ms-failure-cause': 'gateway' })
    expect(bench.send('GET', `${vaultPath()}/backupProtectedItems`).status).toBe(200)
    bench.pass(600)
    expect(bench.send('GET', path).status).toBe(200)
  })

  test('50 writes of policies a day in a vault; the next UTC day starts anew, another vault has its own', () => {
    const bench = throttled()
    makeVault(bench)
    makeVault(bench, 'vault-b')
    const put = (vault = 'vault-a') => {
      bench.pass(1)
      const reply = bench.send('PUT', `${vaultPath(vault)}/backupPolicies/daily`, DAILY)
      return reply.status === 200 ? 200 : reply.body.error.code
    }
    const answers = Array.from({ length: 51 }, () => put())

    expect(answers.filter((answer) => answer === 200)).toHaveLength(50)
    expect(answers.at(-1)).toBe('CloudDosAbsoluteLimitReached')
    expect(put('vault-b')).toBe(200)
    bench.pass(86_400)
    expect(put()).toBe(200)
  })
})

describe('the profile', () => {
  test('is kept in the state with what was used', () => {
    const bench = throttled()
    sendMany(bench, 250, 'GET', GROUP_PATH)
    const state = JSON.parse(JSON.stringify(bench.mock.control.snapshot()))
    const start = bench.mock.now().toISOString()
    const again = { ...bench, mock: createMock({ state, clock: { kind: 'manual', start } }) }
    const send: Bench['send'] = (method, path) => {
      const url = `${ROOT}/subscriptions/${bench.sub}${path}?api-version=2024-04-01`
      const reply = again.mock.control.send({ method, url })
      return { status: reply.status, body: reply.body, headers: reply.headers ?? {} }
    }

    expect(send('GET', GROUP_PATH).status).toBe(429)
    expect(again.mock.control.isChanged()).toBe(true)
  })

  test('can be switched off for a state that has it', () => {
    const bench = throttled()
    const state = bench.mock.control.snapshot()

    expect(createMock({ state, throttle: 'none' }).control.snapshot().throttle.profile).toBe('none')
  })

  test('pauses are in wall seconds: a calendar that runs faster asks for less', () => {
    const mock = createMock({ throttle: 'azure', calendarSpeed: 60, world: 'contoso' })
    const [subscription] = mock.subscriptions
    const url = `${ROOT}/subscriptions/${subscription?.id}/resourceGroups/rg-backup-weu/providers/Microsoft.RecoveryServices/vaults/vault-weu/backupPolicies?api-version=2024-04-01`
    let waitSeconds = 0
    for (let index = 0; index < 200 && waitSeconds === 0; index++) {
      const reply = mock.control.send({ method: 'GET', url })
      waitSeconds = Number(reply.headers?.['retry-after'] ?? 0)
    }

    expect(waitSeconds).toBeGreaterThan(0)
    expect(waitSeconds).toBeLessThanOrEqual(60)
  })
})
