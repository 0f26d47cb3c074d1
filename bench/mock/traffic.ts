import type { MockServeResult } from '../../src/mock/serve.js'
import type { Call, Client } from './client.js'
import { cpuMsOf, quantile } from './figures.js'

/** Makes the nth request of a run. */
export type Mix = (n: number) => Call

/** Sends the requests of a mix to one server, a slice of time at a time. */
export interface Driver {
  /** Goes on with the mix for so long. */
  drive(seconds: number): Promise<void>
  /** What came of it since the first slice or the last reset. */
  load(): Load
  reset(): void
}

/** What a run of requests came to. */
export interface Load {
  perSecond: number
  p50: number
  p99: number
  requests: number
  /** Answers of each status. */
  statuses: Record<number, number>
  /** Mean size of an answer. */
  bytes: number
  /** What an answer costs the server, whatever else the machine does; NaN where the system does not tell. */
  cpuMs: number
}

/** Builds a driver that keeps `connections` requests under way; `pid` is the server's process. */
export function createDriver(
  client: Client,
  { mix, headers, connections, pid }: { mix: Mix; headers: Record<string, string>; connections: number; pid: number },
): Driver {
  let sent = 0
  let elapsedMs = 0
  let cpuMs = 0
  let answers: { status: number; bytes: number; ms: number }[] = []
  const lane = async (until: number) => {
    while (performance.now() < until) {
      const { status, text, ms } = await client.send(mix(sent++), headers)
      answers.push({ status, ms, bytes: text.length })
    }
  }
  return {
    async drive(seconds) {
      const from = performance.now()
      const cpuFrom = cpuMsOf(pid)
      await Promise.all(Array.from({ length: connections }, () => lane(from + seconds * 1000)))
      elapsedMs += performance.now() - from
      cpuMs += cpuMsOf(pid) - cpuFrom
    },
    load: () => ({ ...loadOf(answers, elapsedMs), cpuMs: cpuMs / answers.length }),
    reset() {
      elapsedMs = 0
      cpuMs = 0
      answers = []
    },
  }
}

function loadOf(answers: readonly { status: number; bytes: number; ms: number }[], elapsedMs: number) {
  const requests = answers.length
  const times = answers.map(({ ms }) => ms)
  const statuses: Record<number, number> = {}
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1
  return {
    perSecond: requests / (elapsedMs / 1000),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    requests,
    statuses,
    bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0) / requests,
  }
}

/** Of a hundred requests, how many are of each kind: 90 read, 10 write; 10 are whole pages of a list. */
const SHARES = {
  vm: 22,
  item: 22,
  policy: 12,
  vault: 6,
  job: 12,
  policyList: 6,
  itemPage: 4,
  jobPage: 4,
  vmPage: 2,
  putPolicy: 5,
  tagVm: 3,
  backUp: 2,
}

type Kind = keyof typeof SHARES

/** What the traffic is about: names that a client of the estate would know. */
export interface Targets {
  vms: string[]
  vaults: string[]
  policies: string[]
  items: string[]
  jobs: string[]
}

/** Asks the mock for things to ask for: all VMs, and the first page of what each vault holds. */
export async function findTargets(
  client: Client,
  ready: MockServeResult,
  headers: Record<string, string>,
): Promise<Targets> {
  const list = async (path: string): Promise<string[]> => {
    const { status, text } = await client.send({ method: 'GET', path: `${path}?${API_VERSION}` }, headers)
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`)
    return JSON.parse(text).value.map(({ id }: { id: string }) => id)
  }
  const providers = `/subscriptions/${ready.subscriptionId}/providers`
  const vaults = await list(`${providers}/Microsoft.RecoveryServices/vaults`)
  const inVaults = async (kind: string) => (await Promise.all(vaults.map((id) => list(`${id}/${kind}`)))).flat()
  const items = await inVaults('backupProtectedItems')
  return {
    vms: await list(`${providers}/Microsoft.Compute/virtualMachines`),
    vaults,
    policies: await inVaults('backupPolicies'),
    items: items.filter((id) => id.includes('IaasVM')),
    jobs: await inVaults('backupJobs'),
  }
}

const API_VERSION = 'api-version=2024-04-01'

/** All kinds, and all but lists: pages of 200 rows are most of the bytes. The same sequence in every run. */
export function mixesOf(targets: Targets): Record<string, Mix> {
  const deck = Object.entries(SHARES).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind))
  const dealt = (cards: readonly Kind[]): Mix => {
    // Strides that share no factor with the number of cards: every kind comes up, never in blocks.
    return (n) => callOf(cards[(n * 37) % cards.length] ?? 'vm', targets, n * 61)
  }
  return { 'all kinds': dealt(deck), 'no lists': dealt(deck.filter((kind) => !/(Page|List)$/.test(kind))) }
}

function callOf(kind: Kind, targets: Targets, n: number): Call {
  const pick = (from: readonly string[]) => from[n % from.length] ?? ''
  const get = (path: string): Call => ({ method: 'GET', path: `${encodeURI(path)}?${API_VERSION}` })
  const send = (method: string, path: string, body: object): Call => ({
    method,
    path: `${encodeURI(path)}?${API_VERSION}`,
    body: JSON.stringify(body),
  })
  switch (kind) {
    case 'vm':
      return get(pick(targets.vms))
    case 'item':
      return get(pick(targets.items))
    case 'policy':
      return get(pick(targets.policies))
    case 'vault':
      return get(pick(targets.vaults))
    case 'job':
      return get(pick(targets.jobs))
    case 'policyList':
      return get(`${pick(targets.vaults)}/backupPolicies`)
    case 'itemPage':
      return get(`${pick(targets.vaults)}/backupProtectedItems`)
    case 'jobPage':
      return get(`${pick(targets.vaults)}/backupJobs`)
    case 'vmPage':
      return get(pick(targets.vms).replace(/\/resourceGroups\/[^/]+|\/[^/]+$/g, ''))
    case 'putPolicy':
      return send('PUT', `${pick(targets.vaults)}/backupPolicies/bench-${n % 20}`, DAILY_POLICY)
    case 'tagVm':
      return send('PATCH', pick(targets.vms), { tags: { bench: String(n) } })
    case 'backUp':
      return send('POST', `${pick(targets.items)}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })
  }
}

const AT_FOUR = '2026-01-01T04:00:00Z'
const DAILY_POLICY = {
  properties: {
    backupManagementType: 'AzureIaasVM',
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: [AT_FOUR],
    },
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy',
      dailySchedule: { retentionTimes: [AT_FOUR], retentionDuration: { count: 7, durationType: 'Days' } },
    },
    instantRpRetentionRangeInDays: 2,
    timeZone: 'UTC',
  },
}
