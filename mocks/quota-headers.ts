/** Reads that were recorded without a quota of the provider. */
const UNCOUNTED_READS = /\/operationstatus\/|\/backupresourceguardproxies|\/backupaadproperties|\/vaults$/

const VAULT_PATH =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.recoveryservices\/vaults\/[^/]+$/

/**
 * Requests of one action that the provider takes from a subscription in an hour; undefined where ARM's own quota stands
 * alone. Source: recordings of 2024, of which some stamps allow 300 reads instead of 150. See UNSURE.md.
 */
export function providerLimit(method: string, path: string): number | undefined {
  const lower = path.toLowerCase()
  if (!lower.includes('/microsoft.recoveryservices/')) return undefined
  if (VAULT_PATH.test(lower)) return method === 'GET' ? undefined : method === 'DELETE' ? 50 : 300
  return method === 'GET' && !UNCOUNTED_READS.test(lower) ? readLimit(lower) : undefined
}

function readLimit(path: string): number {
  if (path.includes('/backupjobs')) return 450
  return path.includes('/backupconfig') || path.includes('/backupencryptionconfigs') ? 300 : 150
}

/**
 * What Azure says is left of a quota while nothing is counted: fixed values, as of a first request. Source: recordings of
 * 2024.
 */
export function quotaHeaders(method: string, path: string): Record<string, string> {
  const lower = path.toLowerCase()
  if (lower.includes('microsoft.compute')) {
    return {
      'x-ms-ratelimit-remaining-resource':
        'Microsoft.Compute/LowCostGetSubscriptionMaximum;23999,Microsoft.Compute/LowCostGetResource;35',
    }
  }
  if (!lower.includes('microsoft.recoveryservices')) return {}
  const limit = providerLimit(method, path)
  if (limit !== undefined) return { 'x-ms-ratelimit-remaining-subscription-resource-requests': String(limit - 1) }
  if (method === 'GET') return {}
  if (method === 'DELETE') return { 'x-ms-ratelimit-remaining-subscription-deletes': '14999' }
  return { 'x-ms-ratelimit-remaining-subscription-writes': '1199' }
}
