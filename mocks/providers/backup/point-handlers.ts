import type { ArmCall, ArmReply } from '../../arm-types.js'
import { msOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { objectOf, sameName, textOf } from '../../json.js'
import { parseFilter, parseFilterTime } from '../../odata.js'
import { pageReply } from '../../paging.js'
import { moveObstacle } from '../../service/archive.js'
import { startBackup } from '../../service/backup-run.js'
import { runningBackup } from '../../service/jobs.js'
import type { ItemRecord, PointRecord } from '../../service/model.js'
import { utcDay } from '../../service/time-zone.js'
import { requireVault } from '../recovery-services/state.js'
import { acceptJob } from './accept-job.js'
import { backupError, backupRunning, itemBusy, parameterInvalid, pointNotFound } from './errors.js'
import { findOtherItem } from './other-items.js'
import { pointBody } from './point-body.js'
import { isSecondary, replicatedPoints, requireCrossRegion } from './secondary-state.js'
import { requireItem } from './state.js'

const DAY_MS = 86_400_000

/** On-demand backups of a VM in a UTC day. Source: docs, support matrix. */
const MAX_ON_DEMAND_PER_DAY = 9

/** On-demand points are kept so long when the request does not say it. Source: docs, support matrix. */
const DEFAULT_ON_DEMAND_DAYS = 30

/** GET of the points of an item, newest first. Items of other workloads have none in the mock. */
export function listPoints(ctx: MockContext, call: ArmCall): ArmReply {
  if (findOtherItem(requireVault(ctx, call), call)) return { status: 200, body: { value: [] } }
  const { vault, item } = requireItem(ctx, call)
  const filter = parseFilter(call.query.$filter)
  const startMs = parseFilterTime(filter.startdate)
  const endMs = parseFilterTime(filter.enddate)
  const readyOnly = sameName(filter.movereadyrponly, 'true')
  const secondary = isSecondary(call)
  if (secondary) requireCrossRegion(vault)
  const points = secondary ? replicatedPoints(ctx, vault, item) : item.points
  const rows = points.filter(
    (point) =>
      (startMs === undefined || point.timeMs >= startMs) &&
      (endMs === undefined || point.timeMs <= endMs) &&
      (!readyOnly || moveObstacle(point, ctx.now()) === undefined),
  )
  const toBody = (point: PointRecord) =>
    pointBody({ vault, item }, point, { apiVersion: call.apiVersion, nowMs: ctx.now(), detailed: false, secondary })
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody })
}

/** GET of one point. */
export function getPoint(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item } = requireItem(ctx, call)
  const point = requirePoint(item, call)
  return {
    status: 200,
    body: pointBody({ vault, item }, point, {
      apiVersion: call.apiVersion,
      nowMs: ctx.now(),
      detailed: true,
      secondary: false,
    }),
  }
}

/** The point of a path. */
export function requirePoint(item: ItemRecord, call: ArmCall): PointRecord {
  const point = item.points.find((candidate) => candidate.name === call.params.point)
  if (!point) throw pointNotFound()
  return point
}

/** POST backup: an on-demand backup, kept until the time of the request. */
export function postBackup(ctx: MockContext, call: ArmCall): ArmReply {
  const { vault, item, names } = requireItem(ctx, call)
  const keepUntilMs = readExpiry(ctx, call)
  if (item.state !== 'IRPending' && item.state !== 'Protected') throw protectionStopped()
  if (vault.busyItems[item.key]) throw itemBusy()
  if (runningBackup(vault, item)) throw backupRunning()
  countOnDemand(ctx, item)
  const job = startBackup(ctx, { vault, item }, { keepUntilMs })
  if (!job) throw protectionStopped()
  return acceptJob(ctx, call, { vault, names, job })
}

function readExpiry(ctx: MockContext, call: ArmCall): number {
  const sent = objectOf(call.body.properties)
  if (sent.objectType !== 'IaasVMBackupRequest') throw parameterInvalid('objectType')
  const text = textOf(sent.recoveryPointExpiryTimeInUTC)
  if (text === undefined) return ctx.now() + DEFAULT_ON_DEMAND_DAYS * DAY_MS
  const untilMs = msOf(text)
  if (Number.isNaN(untilMs) || untilMs <= ctx.now()) throw parameterInvalid('recoveryPointExpiryTimeInUTC')
  return untilMs
}

function countOnDemand(ctx: MockContext, item: ItemRecord): void {
  const day = utcDay(ctx.now())
  const count = item.onDemand.day === day ? item.onDemand.count : 0
  if (count >= MAX_ON_DEMAND_PER_DAY) throw onDemandLimit()
  item.onDemand = { day, count: count + 1 }
}

/** The code is not verified: see UNSURE.md. */
function protectionStopped(): Error {
  return backupError(
    'BMSUserErrorBackupNotAllowedInStoppedState',
    'Backup cannot be triggered because the protection of the item is stopped. Please resume protection and try again.',
  )
}

/** The code is not verified: see UNSURE.md. */
function onDemandLimit(): Error {
  return backupError(
    'UserErrorMaxOnDemandBackupsReached',
    `The limit of ${MAX_ON_DEMAND_PER_DAY} on-demand backups of a virtual machine in a day is reached. Please try again tomorrow.`,
  )
}
