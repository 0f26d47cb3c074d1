import { type PointDisk, type RecoveryPoint, usableTiers } from '../model/point.js'
import { formatTime, yesNo } from '../view/format.js'
import type { View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { PointListResult } from './list.js'

const CONSISTENCY_WORDS = { app: 'application', fs: 'file system', crash: 'crash', unknown: 'unknown' } as const

export const renderPointList: View<PointListResult> = (points, style) =>
  renderTable(
    points,
    [
      { header: 'Time', value: (point) => formatTime(point.time) },
      { header: 'Consistency', value: (point) => CONSISTENCY_WORDS[point.consistency] },
      { header: 'Tiers', value: tiersOf },
      { header: 'Expires', value: (point) => formatTime(point.expiryTime) },
      { header: 'Rule', value: (point) => point.rule ?? '-' },
      { header: 'Zones', value: (point) => point.zones.join(', ') || '-' },
      { header: 'Point', value: (point) => point.name },
    ],
    { style, empty: 'No recovery points here.' },
  )

export const renderPoint: View<RecoveryPoint> = (point) =>
  renderFields([
    ['Point', point.name],
    ['Time', formatTime(point.time)],
    ['Consistency', CONSISTENCY_WORDS[point.consistency]],
    ['Tiers', tiersOf(point)],
    ['Expires', point.expiryTime === null ? undefined : formatTime(point.expiryTime)],
    ['Kept by rule', point.rule ?? undefined],
    ['Zones', point.zones.join(', ') || undefined],
    ['OS', point.osType ?? undefined],
    ['VM size', point.vmSize ?? undefined],
    ['Security type', point.securityType ?? undefined],
    ['Encrypted', yesNo(point.encrypted)],
    ['Managed disks', yesNo(point.managedDisks)],
    ['Private disks', yesNo(point.privateDiskAccess)],
    ['Disks', point.disks === null ? undefined : `${point.disks.included} of ${point.disks.attached}`],
    ['Disks inside', disksOf(point.disks?.includedDisks)],
    ['Disks left out', disksOf(point.disks?.excludedDisks)],
    ['Ready to archive', archiveOf(point)],
  ])

function tiersOf(point: RecoveryPoint): string {
  return usableTiers(point).join(', ') || 'none'
}

function disksOf(disks: readonly PointDisk[] | null | undefined): string | undefined {
  return disks?.map(({ lun, name }) => `${name} (${lun === -1 ? 'OS' : `LUN ${lun}`})`).join(', ') || undefined
}

function archiveOf({ archiveReady }: RecoveryPoint): string | undefined {
  if (archiveReady === null) return undefined
  return archiveReady.ready ? 'yes' : `no. ${archiveReady.reason}`.trim()
}
