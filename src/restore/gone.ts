import { listSecondaryPoints } from '../azure/cross-region.js'
import { findPoint } from '../azure/points.js'
import { findStorageAccount } from '../azure/storage-accounts.js'
import type { AppContext } from '../context.js'
import { AzbkError, type AzbkErrorInit } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { tryRead } from '../core/read-each.js'
import { vmArgument } from '../model/machine.js'
import { formatTime } from '../view/format.js'
import type { RestoreTask } from './task.js'

/**
 * Why a restore could not be started: `POINT_GONE` or `STAGING_ACCOUNT_GONE` when that is there no more, else what was
 * thrown. Minutes or days lie between a plan and the turn of a VM; Azure's code for the point is not known, and that for
 * the account stands for every wrong input: so both are looked for.
 */
export async function explainGone(ctx: AppContext, task: RestoreTask, thrown: unknown): Promise<unknown> {
  const { notFound, refused } = EXIT_CODES
  if (!(thrown instanceof AzbkError) || (thrown.exitCode !== notFound && thrown.exitCode !== refused)) return thrown
  const gone = (await isGone(() => findPointOf(ctx, task)))
    ? pointGone(task)
    : (await isGone(() => findStorageAccount(ctx.session, task.order.stagingAccountId)))
      ? accountGone(task)
      : undefined
  return gone === undefined
    ? thrown
    : new AzbkError({ ...gone, exit: 'refused', details: thrown.details, cause: thrown })
}

/** What cannot be read says nothing: Azure's own word stands. */
async function isGone(find: () => Promise<unknown>): Promise<boolean> {
  const { value } = await tryRead('', async () => (await find()) === undefined)
  return value ?? false
}

async function findPointOf({ session }: AppContext, { item, secondaryRegion, point }: RestoreTask): Promise<unknown> {
  if (secondaryRegion === null) return findPoint(session, item, point.name)
  return (await listSecondaryPoints(session, item)).find(({ name }) => name === point.name)
}

type Gone = Pick<AzbkErrorInit, 'code' | 'message' | 'suggestions'>

function pointGone(task: RestoreTask): Gone {
  const { point, name, secondaryRegion } = task
  const there = secondaryRegion === null ? '' : ' --secondary'
  return {
    code: 'POINT_GONE',
    message: `The recovery point of ${formatTime(point.time)} of VM '${name}', chosen when this was planned, is gone: it expired or was deleted.`,
    suggestions: [`azbk point list ${vmArgument(task)}${there}`, 'Restore another point of it, in a run of its own.'],
  }
}

function accountGone(task: RestoreTask): Gone {
  const { staging, name, order } = task
  return {
    code: 'STAGING_ACCOUNT_GONE',
    message: `Storage account '${staging.name}', chosen for the restore of VM '${name}' when this was planned, is gone.`,
    suggestions: [
      `Restore it in a run of its own, which takes another account: azbk restore ${order.mode} ${vmArgument(task)}`,
    ],
  }
}
