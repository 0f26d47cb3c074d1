import { findStorageAccount } from '../azure/storage-accounts.js'
import type { AppContext } from '../context.js'
import { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { vmArgument } from '../model/machine.js'
import type { RestoreTask } from './task.js'

/**
 * Why a restore could not be started: `STAGING_ACCOUNT_GONE` when its storage account is there no more, else what was
 * thrown. Azure's code for this stands for every wrong input: so the account is looked for.
 */
export async function withGoneAccount({ session }: AppContext, task: RestoreTask, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof AzbkError) || thrown.exitCode !== EXIT_CODES.refused) return thrown
  const { staging, name, order } = task
  // What cannot be read says nothing: Azure's own word stands.
  const isGone = await findStorageAccount(session, order.stagingAccountId).then(
    (account) => account === undefined,
    () => false,
  )
  if (!isGone) return thrown
  return new AzbkError({
    code: 'STAGING_ACCOUNT_GONE',
    exit: 'refused',
    message: `Storage account '${staging.name}', chosen for the restore of VM '${name}' when this was planned, is gone.`,
    suggestions: [
      `Restore it in a run of its own, which takes another account: azbk restore ${order.mode} ${vmArgument(task)}`,
    ],
    details: thrown.details,
    cause: thrown,
  })
}
