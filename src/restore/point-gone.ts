import { listSecondaryPoints } from '../azure/cross-region.js'
import { findPoint } from '../azure/points.js'
import type { AppContext } from '../context.js'
import { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { tryRead } from '../core/read-each.js'
import { vmArgument } from '../model/machine.js'
import { formatTime } from '../view/format.js'
import type { RestoreTask } from './task.js'

/**
 * Why a restore could not be started: `POINT_GONE` when its point is there no more, else what was thrown. Minutes or days lie
 * between the choice of a point and its turn, and the code that Azure has for this is not known: so the point is looked for.
 */
export async function withGonePoint(ctx: AppContext, task: RestoreTask, thrown: unknown): Promise<unknown> {
  return isRefusal(thrown) && (await isGone(ctx, task)) ? pointGone(task, thrown) : thrown
}

function isRefusal(thrown: unknown): thrown is AzbkError {
  const { notFound, refused } = EXIT_CODES
  return thrown instanceof AzbkError && (thrown.exitCode === notFound || thrown.exitCode === refused)
}

async function isGone({ session }: AppContext, { item, secondaryRegion, point }: RestoreTask): Promise<boolean> {
  const { value } = await tryRead(point.name, async () =>
    secondaryRegion === null
      ? (await findPoint(session, item, point.name)) === undefined
      : (await listSecondaryPoints(session, item)).every(({ name }) => name !== point.name),
  )
  return value ?? false
}

function pointGone(task: RestoreTask, cause: AzbkError): AzbkError {
  const { point, name, secondaryRegion } = task
  const there = secondaryRegion === null ? '' : ' --secondary'
  return new AzbkError({
    code: 'POINT_GONE',
    exit: 'refused',
    message: `The recovery point of ${formatTime(point.time)} of VM '${name}', chosen when this was planned, is gone: it expired or was deleted.`,
    suggestions: [`azbk point list ${vmArgument(task)}${there}`, 'Restore another point of it, in a run of its own.'],
    details: cause.details,
    cause,
  })
}
