import fc from 'fast-check'
import { armId } from '../../src/core/arm-id.js'
import { CONSISTENCIES, POINT_TIERS, type RecoveryPoint } from '../../src/model/point.js'

const ITEM = '/subscriptions/s/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv'

/** An application-consistent point in the instant and vault tiers, unless told otherwise; its name is its minute. */
export function pointAt(time: string, more: Partial<RecoveryPoint> = {}): RecoveryPoint {
  const name = more.name ?? time.replace(/\D/g, '').slice(0, 12)
  return {
    id: armId(`${ITEM}/recoveryPoints/${name}`),
    name,
    time: new Date(time).toISOString(),
    consistency: 'app',
    tiers: inTiers('instant', 'vault'),
    expiryTime: null,
    rule: null,
    zones: [],
    osType: 'Linux',
    vmSize: null,
    encrypted: false,
    managedDisks: true,
    securityType: null,
    privateDiskAccess: false,
    filesMounted: false,
    disks: null,
    archiveReady: null,
    ...more,
  }
}

export function inTiers(...tiers: RecoveryPoint['tiers'][number]['tier'][]): RecoveryPoint['tiers'] {
  return tiers.map((tier) => ({ tier, status: 'Valid' }))
}

const HOUR_MS = 3_600_000

/** Points of the 200 hours before and the 50 after a time, some expired, disabled or archived. */
export function arbitraryPoints(now: Date): fc.Arbitrary<RecoveryPoint[]> {
  const hour = (from: number, to: number) =>
    fc.integer({ min: from, max: to }).map((hours) => new Date(now.getTime() + hours * HOUR_MS).toISOString())
  const tier = fc.record({
    tier: fc.constantFrom(...POINT_TIERS),
    status: fc.constantFrom('Valid', 'Valid', 'Valid', 'Disabled', 'Deleted', 'Rehydrated'),
  })
  const more = fc.record({
    consistency: fc.constantFrom(...CONSISTENCIES),
    tiers: fc.uniqueArray(tier, { selector: (row) => row.tier, maxLength: 3 }),
    expiryTime: fc.option(hour(-20, 2000)),
  })
  const points = fc.uniqueArray(fc.tuple(hour(-200, 50), more), { selector: ([time]) => time, maxLength: 12 })
  return points.map((rows) => rows.map(([time, facts]) => pointAt(time, facts)))
}
