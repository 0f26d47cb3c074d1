import { isObject, textOf } from './json.js'
import { PASSIVE_VERSIONS } from './providers/backup/secondary-state.js'
import { pairedRegion, regionName } from './service/region-pairs.js'
import type { MockState } from './store.js'

/** Segments of a resource id: two for the subscription, two for the group, one for `providers`, three for the resource. */
const RESOURCE_DEPTH = 8

/** A path without escapes and repeated slashes. */
export function decodePath(path: string): string {
  const single = path.replace(/\/{2,}/g, '/')
  try {
    return decodeURIComponent(single)
  } catch {
    return single
  }
}

/**
 * The region that a request concerns: that of its `locations` segment, of its resource, or of the resource that it makes.
 * Undefined for subscriptions, groups and lists, which ARM answers in any region. What the secondary region answers
 * concerns that one. Not verified against a real outage: see UNSURE.md.
 */
export function regionOf(
  state: MockState,
  request: { method: string; url: string; body?: string },
): string | undefined {
  const url = new URL(request.url)
  const path = decodePath(url.pathname).toLowerCase()
  const segments = path.split('/').filter((segment) => segment !== '')
  if (segments[2] === 'providers' && segments[4] === 'locations') return segments[5]
  if (segments.length < RESOURCE_DEPTH || segments[4] !== 'providers') return undefined
  const id = `/${segments.slice(0, RESOURCE_DEPTH).join('/')}`
  const { backup, compute, storage, network } = state
  const vault = backup.vaults[id]
  if (vault && isOfSecondary(url, path)) return pairedRegion(vault.location)
  const tables = [
    compute.virtualMachines,
    compute.disks,
    compute.snapshots,
    storage.accounts,
    ...Object.values(network),
  ]
  const resource = vault ?? tables.map((table) => table[id]).find((row) => row !== undefined)
  return resource?.location ?? (request.method === 'PUT' ? locationOf(request.body) : undefined)
}

/** Lists of the secondary region end in a slash; access tokens for it are given out there too. */
function isOfSecondary(url: URL, path: string): boolean {
  const isPassive = PASSIVE_VERSIONS.includes(url.searchParams.get('api-version') ?? '')
  return isPassive && (path.endsWith('/') || path.endsWith('/accesstoken'))
}

function locationOf(body: string | undefined): string | undefined {
  try {
    const sent: unknown = JSON.parse(body ?? '')
    const location = isObject(sent) ? textOf(sent.location) : undefined
    return location && regionName(location)
  } catch {
    return undefined
  }
}
