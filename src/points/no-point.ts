import { type AzbkError, notFoundError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import type { RecoveryPoint } from '../model/point.js'
import { formatTime } from '../view/format.js'
import { byCloseness, findFitting, type Misfit, misfitOf, type PointNeed } from './fit.js'
import { describePoint } from './view.js'

/** Whose points they are, for what is said about them. */
export interface PointsOf {
  readonly now: Date
  readonly machineName: string
  /** The VM as commands take it, e.g. `--vm rg-app/web-01`. */
  readonly vmArgument: string
  /** The points are copies in the paired region. */
  readonly secondary: boolean
}

export function noPoints({ machineName, vmArgument, secondary }: PointsOf): AzbkError {
  if (!secondary) {
    const message = `VM '${machineName}' has no recovery point yet.`
    return notFoundError('POINT_NOT_FOUND', message, [`azbk backup ${vmArgument}`])
  }
  return notFoundError(
    'POINT_NOT_FOUND',
    `VM '${machineName}' has no recovery point in the paired region: copies arrive there up to 36 hours late.`,
    [`azbk point list ${vmArgument}`],
  )
}

export function notThere(name: string, of: PointsOf): AzbkError {
  const where = of.secondary ? ' in the paired region' : ''
  return notFoundError('POINT_NOT_FOUND', `VM '${of.machineName}' has no recovery point ${name}${where}.`, [listOf(of)])
}

/** The one that was named is there, and is not what is needed. */
export function doesNotFit(point: RecoveryPoint, { kind, reason }: Misfit, of: PointsOf): AzbkError {
  return notFoundError(
    'POINT_DOES_NOT_FIT',
    `Recovery point ${describePoint(point)} of VM '${of.machineName}' ${reason}.`,
    [...(kind === 'archived' ? [ASK_FOR_ARCHIVE] : []), listOf(of)],
  )
}

const ASK_FOR_ARCHIVE = 'Add --point-tier archive, and plan for the hours that it takes to bring it back.'

const LABELS: Readonly<Record<Misfit['kind'], string>> = {
  after: 'taken after the time asked for',
  expired: 'expired',
  unusable: 'restorable from no tier',
  archived: 'in the archive tier only',
  tier: 'not in the tier asked for',
  consistency: 'not consistent enough',
}

/** There are points, and none is what is needed: how many for which reason, and what else could be asked for. */
export function noneFits(points: readonly RecoveryPoint[], need: PointNeed, of: PointsOf): AzbkError {
  const byKind = groupBy(byCloseness(points, need), (point) => misfitOf(point, need, of.now)?.kind ?? 'unusable')
  const only = points.length === 1
  const reasons = [...byKind].map(([kind, some]) => (only ? LABELS[kind] : `${some.length} ${LABELS[kind]}`))
  const whose = `of VM '${of.machineName}'${of.secondary ? ' in the paired region' : ''}`
  const none = only
    ? `The only recovery point ${whose} does not fit`
    : `None of ${points.length} recovery points ${whose} fits`
  const when = need.at === undefined ? '' : ` for ${formatTime(need.at)}`
  const message = `${none}${when}: ${reasons.join(', ')}.`
  return notFoundError('NO_POINT_FITS', message, [...alternatives(points, need, of.now), listOf(of)])
}

/** What giving up one of the needs would find. */
function alternatives(points: readonly RecoveryPoint[], need: PointNeed, now: Date): string[] {
  const found = (instead: PointNeed, say: (point: RecoveryPoint) => string) => {
    const point = findFitting(points, instead, now)
    return point === undefined ? [] : [say(point)]
  }
  const { at, tier, minConsistency } = need
  return [
    ...(minConsistency === undefined
      ? []
      : found({ at, tier }, (point) => `Without --min-consistency: ${describePoint(point)}.`)),
    ...(tier === undefined
      ? found(
          { ...need, tier: 'archive' },
          (point) => `With --point-tier archive: ${describePoint(point)}, after some hours.`,
        )
      : found({ at, minConsistency }, (point) => `Without --point-tier: ${describePoint(point)}.`)),
    ...(at === undefined ? [] : earliest(points, { tier, minConsistency }, now)),
  ]
}

/** Nothing fits up to a time: the first that fits after it. */
function earliest(points: readonly RecoveryPoint[], need: PointNeed, now: Date): string[] {
  const times = points.filter((point) => misfitOf(point, need, now) === undefined).map(({ time }) => time)
  const [first] = times.sort()
  return first === undefined ? [] : [`The first that fits is later: --at ${first}`]
}

function listOf({ vmArgument, secondary }: PointsOf): string {
  return `azbk point list ${vmArgument}${secondary ? ' --secondary' : ''}`
}
