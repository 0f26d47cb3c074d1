import fc from 'fast-check'
import type { Route } from '../../../mocks/arm-types.js'
import { allRoutes } from '../../../mocks/providers/index.js'
import { bodiesFor } from './bodies.js'
import type { Target } from './targets.js'
import { type Change, changed, changeOf, nastyText } from './values.js'

/** One request of a fuzzed client; `hours` pass on the calendar before it. */
export interface FuzzRequest {
  hours: number
  method: string
  url: string
  headers: Record<string, string>
  /** Undefined: no body. */
  body: string | undefined
}

const ARM = 'https://management.azure.com'
const METHODS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'get', 'QUERY']
const FILTERS = [
  "backupManagementType eq 'AzureIaasVM'",
  "backupManagementType eq 'AzureIaasVM' and itemType eq 'VM' and policyName eq 'constructor'",
  "startTime eq '2026-02-14 12:00:00 AM' and endTime eq '2026-03-14 12:00:00 PM' and status eq 'InProgress'",
  "startTime eq '2026-99-99 99:99:99 XM' and endTime eq 'never'",
  "startDate eq '0000-00-00 00:00:00 AM' and endDate eq '9999-12-31 12:00:00 PM'",
  "tagname eq '__proto__' and tagvalue eq 'constructor'",
  "resourceType eq 'Microsoft.Compute/virtualMachines'",
  "not (a or b) and ''''' eq eq",
  "location eq 'eastus'",
]

const DEEP = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
const LARGE = `{"a":"${'x'.repeat(200_000)}"}`

const part = fc.record({ at: fc.nat(20), to: nastyText })
/** A value once in so many times. */
const seldom = <T>(value: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

const query = fc.record({
  apiVersion: fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom('2024-04-01', '2021-11-15', '2022-09-01-preview', '2025-01-01') },
    { weight: 1, arbitrary: seldom(nastyText, 2) },
  ),
  filter: seldom(fc.oneof(fc.constantFrom(...FILTERS), nastyText), 8),
  skipToken: seldom(fc.oneof(fc.constantFrom('-1', '1e9', 'MQ==', '0', '99999999999999999999'), nastyText), 20),
  other: seldom(
    fc.tuple(fc.constantFrom('$expand', '$top', 'api-version', '__proto__', 'constructor', ''), nastyText),
    10,
  ),
})

const path = fc.record({
  name: seldom(part, 4),
  change: seldom(
    fc.record({ how: fc.constantFrom('drop', 'double', 'insert', 'upper', 'slashes', 'dots', 'encode'), part }),
    12,
  ),
  trailingSlash: seldom(fc.constant(true), 20),
})

const body = fc.oneof(
  { weight: 12, arbitrary: fc.record({ pick: fc.nat(9), changes: fc.array(changeOf, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.json().map((text) => ({ text })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('', ' ', '{', 'null', '[]', '"x"', '1e999', '{"a":1}}', '\u0000', '\ufeff{}', '<xml/>', DEEP, LARGE)
      .map((text) => ({ text })),
  },
)

const headers = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Record<string, string>>({ 'content-type': 'application/json' }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        'x-ms-correlation-request-id',
        'authorization',
        'if-match',
        'accept',
        'content-type',
        'x-ms-authorization-auxiliary',
        'x-ms-deleted-vault-soft-delete',
        'x-http-method-override',
      ),
      fc.constantFrom('', 'x', '*', 'Bearer a.b.c', 'Bearer', '"0"', 'text/html; charset=\u00ff', 'a'.repeat(9000)),
    ),
  },
)

const draft = fc.record({
  hours: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.constantFrom(0.02, 1, 30) }),
  route: fc.constantFrom(...allRoutes),
  method: seldom(fc.constantFrom(...METHODS), 15),
  path,
  query,
  body,
  headers,
})

/** Requests made from real routes, mutated, about one of the targets of a world. */
export function requestArbitrary(targets: readonly Target[]): fc.Arbitrary<FuzzRequest> {
  return fc.tuple(draft, fc.constantFrom(...targets), fc.nat()).map(([made, target, luck]) => {
    const method = made.method ?? made.route.method
    const isBare = method === 'GET' || method === 'get' || method === 'HEAD'
    return {
      hours: made.hours,
      method,
      url: `${ARM}${pathOf(made, target, luck)}${queryOf(made.query)}`,
      headers: made.headers,
      body: isBare ? undefined : bodyOf(made, target),
    }
  })
}

/** A good address on a route. */
export function addressOf(route: Route, target: Target): string {
  const segments = route.pattern.split('/').slice(1)
  const filled = segments.map((segment) => fill(segment, { route, target, luck: 1 }))
  return `${ARM}/${filled.map(encodeURIComponent).join('/')}?api-version=2024-04-01`
}

type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never

function pathOf({ route, path: { name, change, trailingSlash } }: Draft, target: Target, luck: number): string {
  const segments = route.pattern.split('/').slice(1)
  const filled = segments.map((segment) => fill(segment, { route, target, luck }))
  const holes = segments.flatMap((segment, index) => (segment.startsWith(':') ? [index] : []))
  const hole = name && holes[name.at % Math.max(1, holes.length)]
  if (name && hole !== undefined) filled[hole] = name.to
  const encoded = filled.map(encodeURIComponentSafe)
  if (change) mutate(encoded, change)
  return `/${encoded.join('/')}${trailingSlash ? '/' : ''}`
}

type Mutation = NonNullable<Draft['path']['change']>

function mutate(segments: string[], { how, part: { at, to } }: Mutation): void {
  const index = at % segments.length
  const here = segments[index] ?? ''
  if (how === 'drop') segments.splice(index, 1)
  if (how === 'double') segments.splice(index, 0, here)
  if (how === 'insert') segments.splice(index, 0, encodeURIComponentSafe(to))
  if (how === 'upper') segments[index] = here.toUpperCase()
  if (how === 'slashes') segments[index] = `//${here}/`
  if (how === 'dots') segments[index] = ['..', '%2e%2e', '.', '%2F..%2F', '%00', '%zz', '%ED%A0%80', '%'][at % 8] ?? ''
  if (how === 'encode')
    segments[index] = [...Buffer.from(here)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

/** Names of what lies in a group, and the group, by the type in the pattern. */
function placeOf(pattern: string, target: Target): { rg: string; name: string } {
  if (pattern.includes('RecoveryServices')) return { rg: target.vaultGroup, name: target.vault }
  if (pattern.includes('storageAccounts')) return { rg: 'rg-backup-eus', name: 'contosostageeus' }
  if (pattern.includes('virtualNetworks')) return { rg: 'rg-network', name: 'vnet-eastus' }
  if (pattern.includes('Microsoft.Network')) return { rg: 'rg-network', name: 'edge-01' }
  return { rg: target.group, name: pattern.includes('/disks') ? `${target.vm}-os` : target.vm }
}

/** A segment of a pattern; placeholders stand for what is in the target or, by luck now and then, something new. */
function fill(segment: string, { route, target, luck }: { route: Route; target: Target; luck: number }): string {
  const item = `iaasvmcontainerv2;${target.group};${target.vm}`
  const isNew = luck % 5 === 0
  const values: Record<string, string> = {
    sub: '00000000-0000-0000-0000-000000000001',
    ...placeOf(route.pattern, target),
    ...(isNew
      ? { name: 'new-01', policy: 'new-policy', vault: 'vault-new' }
      : { policy: target.policy, vault: target.vault }),
    container: `IaasVMContainer;${item}`,
    item: `vm;${item}`,
    point: target.point,
    job: target.job,
    op: target.operation,
    operation: target.operation,
    region: isNew ? 'westus' : target.location,
    location: target.location,
    ns: isNew ? 'Microsoft.Compute' : 'Microsoft.RecoveryServices',
    type: isNew ? 'virtualMachines' : 'vaults',
    lock: 'keep',
    subnet: 'default',
  }
  return segment.startsWith(':') ? (values[segment.slice(1)] ?? 'x') : segment
}

function queryOf({ apiVersion, filter, skipToken, other }: Draft['query']): string {
  const pairs = [
    ...(apiVersion === undefined ? [] : [['api-version', apiVersion]]),
    ...(filter === undefined ? [] : [['$filter', filter]]),
    ...(skipToken === undefined ? [] : [['$skiptoken', skipToken]]),
    ...(other ? [other] : []),
  ]
  return `?${pairs.map(([name = '', value = '']) => `${name}=${encodeURIComponentSafe(value)}`).join('&')}`
}

function bodyOf({ route, body: made }: Draft, target: Target): string {
  if ('text' in made) return made.text
  const bodies = bodiesFor(route, target)
  return JSON.stringify(changed(bodies[made.pick % bodies.length] ?? {}, made.changes as Change[]))
}

/** Lone surrogates cannot be encoded: they go out as they are, and the URL parser has its way with them. */
function encodeURIComponentSafe(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text : encodeURIComponent(text)
}
