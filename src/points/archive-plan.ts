import { distinctBy, groupBy } from '../core/group.js'
import { itemCondition, itemVmArgument, type ProtectedItem } from '../model/item.js'
import type { Blocker, Change, Plan } from '../model/plan.js'
import { isNamed, isUsableIn, type RecoveryPoint } from '../model/point.js'
import { count, formatTime } from '../view/format.js'

/** Source: Microsoft docs, "Overview of Archive tier support in Azure Backup". */
const RULES =
  'Azure moves monthly and yearly points that have been in the vault for three months and are kept for six more.'
const LEAST_DAYS = 180

/** What a plan to archive points is made from. */
export interface ArchiveFacts {
  readonly item: ProtectedItem
  /** All of the item. */
  readonly points: readonly RecoveryPoint[]
  /** Those that Azure recommends to move. */
  readonly recommended: readonly RecoveryPoint[]
}

export interface MoveChange extends Change {
  /** Null when there is nothing to move. */
  readonly point: RecoveryPoint | null
}

/** What it takes to move the points that are named by number or id, or else those that Azure recommends. */
export function planArchive(facts: ArchiveFacts, named: readonly string[]): Plan<MoveChange> {
  const deleted = deletedBlocker(facts.item)
  if (deleted !== undefined) return { changes: [], blockers: [deleted] }
  if (named.length === 0) {
    const { recommended } = facts
    return { changes: recommended.length === 0 ? [nothing(facts)] : recommended.map(move), blockers: [] }
  }
  const parts = named.map((name) => planNamed(facts, name))
  return {
    changes: distinctBy(
      parts.flatMap((part) => part.changes),
      (change) => change.name,
    ),
    blockers: parts.flatMap((part) => part.blockers),
  }
}

function deletedBlocker(item: ProtectedItem): Blocker | undefined {
  if (itemCondition(item) !== 'deleted') return undefined
  return {
    code: 'ITEM_DELETED',
    message: `the backup data of VM '${item.machineName}' is soft-deleted.`,
    suggestions: [`azbk undelete ${itemVmArgument(item)}`],
  }
}

function planNamed({ item, points }: ArchiveFacts, name: string): Plan<MoveChange> {
  const list = `azbk point list ${itemVmArgument(item)}`
  const blocked = (code: string, message: string, suggestions: readonly string[]) => ({
    changes: [],
    blockers: [{ code, message, suggestions }],
  })
  const point = points.find((row) => isNamed(row, name))
  if (point === undefined) return blocked('POINT_NOT_FOUND', `there is no recovery point ${name}.`, [list])
  const which = `the point of ${formatTime(point.time)}`
  if (isUsableIn(point, 'archive')) {
    return {
      changes: [{ ...move(point), action: 'none', reason: `${which} is in the archive tier already` }],
      blockers: [],
    }
  }
  if (point.archiveReady?.ready) return { changes: [move(point)], blockers: [] }
  const why = point.archiveReady?.reason || 'Azure does not say that it can be.'
  return blocked('POINT_NOT_MOVABLE', `${which} (${point.name}) cannot be moved: ${why}`, [RULES, list])
}

function move(point: RecoveryPoint): MoveChange {
  const kept = point.expiryTime === null ? '' : `, kept until ${formatTime(point.expiryTime)},`
  return {
    action: 'update',
    gate: 'one-way',
    kind: 'recovery point',
    name: point.name,
    reason: `move the point of ${formatTime(point.time)}${kept} to the archive tier: billed for at least ${LEAST_DAYS} days there, and a restore takes hours longer`,
    before: { tier: 'vault' },
    after: { tier: 'archive' },
    point,
  }
}

/** That nothing is recommended, and what Azure says of the points. */
function nothing({ item, points }: ArchiveFacts): MoveChange {
  const inVault = points.filter((point) => isUsableIn(point, 'vault'))
  const byReason = groupBy(inVault, ({ archiveReady }) => archiveReady?.reason || 'Azure does not say why.')
  const reasons = [...byReason].map(([reason, some]) => ` ${count(some.length, 'point')}: ${reason}`)
  return {
    action: 'none',
    gate: 'reversible',
    kind: 'recovery points',
    name: item.machineName,
    reason: `Azure recommends none to move to the archive tier.${reasons.join('')}`,
    point: null,
  }
}
