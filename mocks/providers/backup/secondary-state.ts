import type { ArmCall } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import type { ItemRecord, PointRecord, VaultRecord } from '../../service/model.js'
import { backupError } from './errors.js'

/** Versions of the API of the secondary region. */
export const PASSIVE_VERSIONS: readonly string[] = ['2018-12-20', '2021-11-15']

/** True when a list is asked of the secondary region: by the old version and a slash at the end, by nothing else. */
export function isSecondary(call: ArmCall): boolean {
  return call.trailingSlash && PASSIVE_VERSIONS.includes(call.apiVersion)
}

/** Refuses where cross-region restore is off. Source: issue threads. */
export function requireCrossRegion(vault: VaultRecord): void {
  if (vault.crossRegionRestore === 'Enabled') return
  throw backupError(
    'BMSUserErrorCrossRegionRestoreNotEnabledInThisVault',
    'Cross Region Restore is not enabled in this vault. Please enable Cross Region Restore in this vault.',
  )
}

/** Points that have reached the secondary region: vault copies only, and later than in the primary. */
export function replicatedPoints(ctx: MockContext, vault: VaultRecord, item: ItemRecord): PointRecord[] {
  const sinceMs = vault.crossRegionSinceMs
  const warmUpMs = ctx.timings.duration('crossRegionWarmUp', ctx.random.of(`${vault.key}|warm-up`))
  if (sinceMs !== undefined && ctx.now() < sinceMs + warmUpMs) return []
  return item.points.filter((point) => {
    if (point.vaultUntilMs === undefined || point.hardenedMs === undefined || point.archivedMs !== undefined)
      return false
    const lagMs = ctx.timings.duration('replicate', ctx.random.of(`${point.name}|replicate`))
    return point.hardenedMs + lagMs <= ctx.now()
  })
}
