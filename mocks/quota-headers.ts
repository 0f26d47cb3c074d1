/** Reads that were recorded without a quota. */
const UNCOUNTED_READS = /\/operationstatus\/|\/backupresourceguardproxies|\/backupaadproperties|\/vaults$/

/**
 * What Azure says is left of a quota. Fixed values: this mock does not count requests. Source: recordings of 2024, where
 * backup reads stand near 149, job reads near 449 and writes near 1199.
 */
export function quotaHeaders(method: string, segments: readonly string[]): Record<string, string> {
  const path = segments.join('/').toLowerCase()
  if (path.includes('microsoft.compute')) {
    return {
      'x-ms-ratelimit-remaining-resource':
        'Microsoft.Compute/LowCostGetSubscriptionMaximum;23999,Microsoft.Compute/LowCostGetResource;35',
    }
  }
  if (!path.includes('microsoft.recoveryservices')) return {}
  if (isVault(segments)) return vaultQuota(method)
  if (method === 'GET') {
    return UNCOUNTED_READS.test(path)
      ? {}
      : { 'x-ms-ratelimit-remaining-subscription-resource-requests': readQuota(path) }
  }
  if (method === 'DELETE') return { 'x-ms-ratelimit-remaining-subscription-deletes': '14999' }
  return { 'x-ms-ratelimit-remaining-subscription-writes': '1199' }
}

/** `/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v` and nothing behind it. */
function isVault(segments: readonly string[]): boolean {
  return segments.length === 8
}

function vaultQuota(method: string): Record<string, string> {
  if (method === 'GET') return {}
  const left = method === 'DELETE' ? '49' : '295'
  return { 'x-ms-ratelimit-remaining-subscription-resource-requests': left }
}

function readQuota(path: string): string {
  if (path.includes('/backupjobs')) return '449'
  return path.includes('/backupconfig') || path.includes('/backupencryptionconfigs') ? '299' : '149'
}
