import type { PointDisk, RecoveryPoint } from '../model/point.js'
import { formatDuration, formatTime, listFirst, yesNo } from '../view/format.js'
import type { View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { ChoiceFacts, PassedOver } from './choice.js'
import type { PointListResult } from './list.js'
import type { PointShowResult } from './show.js'
import { CONSISTENCY_WORDS, describeTiers } from './words.js'

export const renderPointList: View<PointListResult> = (points, style) =>
  renderTable(
    points,
    [
      { header: 'Time', value: (point) => formatTime(point.time) },
      { header: 'Consistency', value: (point) => CONSISTENCY_WORDS[point.consistency] },
      { header: 'Tiers', value: describeTiers },
      { header: 'Expires', value: (point) => formatTime(point.expiryTime) },
      { header: 'Rule', value: (point) => point.rule ?? '-' },
      { header: 'Zones', value: (point) => point.zones.join(', ') || '-' },
      { header: 'Point', value: (point) => point.name },
    ],
    { style, empty: 'No recovery points here.' },
  )

export const renderPoint: View<PointShowResult> = (point) => {
  const facts = renderFields([
    ['Point', point.name],
    ['Time', formatTime(point.time)],
    ['Consistency', CONSISTENCY_WORDS[point.consistency]],
    ['Tiers', describeTiers(point)],
    ['Expires', point.expiryTime === null ? undefined : formatTime(point.expiryTime)],
    ['Kept by rule', point.rule ?? undefined],
    ['Zones', point.zones.join(', ') || undefined],
    ['OS', point.osType ?? undefined],
    ['VM size', point.vmSize ?? undefined],
    ['Security type', point.securityType ?? undefined],
    ['Encrypted', yesNo(point.encrypted)],
    ['Managed disks', yesNo(point.managedDisks)],
    ['Private disks', yesNo(point.privateDiskAccess)],
    ['Files mounted', point.filesMounted ? 'yes' : undefined],
    ['Disks', point.disks === null ? undefined : `${point.disks.included} of ${point.disks.attached}`],
    ['Disks inside', disksOf(point.disks?.includedDisks)],
    ['Disks left out', disksOf(point.disks?.excludedDisks)],
    ['Ready to archive', archiveOf(point)],
  ])
  return point.choice === null ? facts : `${facts}\n\n${describeChoice(point.choice)}`
}

/** Which point was chosen and why, what a restore of it loses, and what lay closer. */
export function describeChoice({ why, ageMs, passedOver }: ChoiceFacts): string {
  const lost = renderFields([
    ['Chosen', why],
    ['Data lost', `what changed in the ${formatDuration(ageMs)} since then`],
  ])
  return passedOver.length === 0 ? lost : `${lost}\nPassed over:${listFirst(passedOver.map(describePassedOver))}`
}

function describePassedOver({ time, name, reason }: PassedOver): string {
  return `${formatTime(time)} (${name}): ${reason}`
}

function disksOf(disks: readonly PointDisk[] | null | undefined): string | undefined {
  return disks?.map(({ lun, name }) => `${name} (${lun === -1 ? 'OS' : `LUN ${lun}`})`).join(', ') || undefined
}

function archiveOf({ archiveReady }: RecoveryPoint): string | undefined {
  if (archiveReady === null) return undefined
  return archiveReady.ready ? 'yes' : `no. ${archiveReady.reason}`.trim()
}

/** A point in a phrase: `783751228447024 of 2026-01-31 22:30 UTC (application; instant, vault)`. */
export function describePoint(point: RecoveryPoint): string {
  return `${point.name} of ${formatTime(point.time)} (${CONSISTENCY_WORDS[point.consistency]}; ${describeTiers(point)})`
}
