import { MINUTE_MS } from '../../core/clock.js'
import { figure } from '../../core/figure.js'
import { nameKey } from '../../core/names.js'
import type { EstateMachine } from '../../slots/estate.js'
import { findingId, type StaggerFinding } from '../../slots/findings.js'
import type { LimitsProfile } from '../../slots/limits.js'
import { type Overlap, sweepGroups } from '../../slots/sweep.js'
import { formatDuration, formatTime } from '../../view/format.js'
import { disksByAccount } from '../verify-places.js'
import type { JobTable } from './job-table.js'

/** Storage accounts of unmanaged disks of which too many were backed up at the same time, whatever the schedules say. */
export function accountFindings(
  table: JobTable,
  machines: readonly EstateMachine[],
  limits: LimitsProfile,
): StaggerFinding[] {
  const limit = limits.disksPerAccount
  if (limit === null) return []
  const names: string[] = []
  const numbers = new Map<string, number>()
  const usesOf = machines.map((machine) =>
    [...disksByAccount(machine)].map(([name, disks]) => {
      const account = numbers.get(nameKey(name)) ?? names.push(name) - 1
      numbers.set(nameKey(name), account)
      return { account, disks }
    }),
  )
  const rows: { row: number; account: number; disks: number }[] = []
  for (let row = 0; row < table.count; row += 1) {
    for (const use of usesOf[table.machine[row] as number] ?? []) rows.push({ row, ...use })
  }
  const overlaps = sweepGroups(
    {
      starts: Float64Array.from(rows, ({ row }) => table.start[row] as number),
      ends: Float64Array.from(rows, ({ row }) => table.end[row] as number),
      weights: Int32Array.from(rows, ({ disks }) => disks),
    },
    Int32Array.from(rows, ({ account }) => account),
    names.map(() => limit.value),
  )
  return names.flatMap((name, account) => {
    const { max, maxAt, timeAboveLimit } = overlaps[account] as Overlap
    if (max <= limit.value || maxAt === null) return []
    const at = new Date(maxAt).toISOString()
    return {
      id: findingId('ACCOUNT_BUSY', [name]),
      code: 'ACCOUNT_BUSY',
      severity: 'warning',
      message: `${figure(max)} disks of storage account '${name}' were backed up together at ${formatTime(at)}; there were more than ${figure(limit.value)} for ${formatDuration(timeAboveLimit)}.`,
      evidence: { account: name, most: max, at, minutesAboveLimit: Math.round(timeAboveLimit / MINUTE_MS) },
      source: limit.source,
      cure: 'azbk stagger plan --out plan.json',
    }
  })
}
