import { DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import { AzbkError, refusedError, usageError } from '../core/errors.js'
import { compareNamed, sameName } from '../core/names.js'
import { parseInstant } from '../core/time-text.js'
import { itemCondition, itemVmArgument, type ProtectedItem } from '../model/item.js'
import { isJobDone, type Job } from '../model/job.js'
import { type Machine, vmArgument } from '../model/machine.js'
import type { Change } from '../model/plan.js'
import { formatTime } from '../view/format.js'
import type { BackupTarget } from './survey.js'

/** On-demand backups of a VM in a UTC day, beside the scheduled one. Source: AZURE-LIMITS.md D2. */
export const ADVISED_PER_DAY = 3
const MOST_PER_DAY = 9
const DEFAULT_RETENTION_DAYS = 30
/** As long as a policy's daily points. Source: AZURE-BACKUP-API.md section 6. */
const LONGEST_RETENTION_DAYS = 9999

export interface RetentionInput {
  readonly retainDays?: number | undefined
  /** As typed. */
  readonly retainUntil?: string | undefined
}

/** When the points of this run expire. */
export function expiryOf({ retainDays, retainUntil }: RetentionInput, now: Date): Instant {
  const afterDays = (days: number) => timeAfter(now, days * DAY_MS)
  if (retainUntil === undefined) return afterDays(retainDays ?? DEFAULT_RETENTION_DAYS)
  const expiry = parseInstant(retainUntil)
  if (expiry > afterDays(1) && expiry <= afterDays(LONGEST_RETENTION_DAYS)) return expiry
  throw usageError('INVALID_RETENTION', `Points cannot be kept until ${formatTime(expiry)}.`, [
    `Name a time from one day to ${LONGEST_RETENTION_DAYS} days from now.`,
  ])
}

/** `join`: a backup runs already, and Azure runs one at a time. */
export type BackupAction = 'backup' | 'join'

/** What is to be done for one VM. */
export interface BackupStep {
  readonly machine: Machine
  readonly item: ProtectedItem | null
  readonly action: BackupAction
  /** The backup that runs already. */
  readonly running: Job | null
  /** Its jobs from before. */
  readonly knownJobs: readonly string[]
  /** Why it cannot be done; then nothing is. */
  readonly refusal: AzbkError | null
  readonly warning: string | null
  readonly change: Change
}

export interface BackupWish {
  readonly expiryTime: Instant
  /** Id of the vault that was named, else null. */
  readonly vaultId: string | null
}

/** The steps for all targets, by name. */
export function planBackups(targets: readonly BackupTarget[], wish: BackupWish): BackupStep[] {
  return [...targets].sort((a, b) => compareNamed(a.machine, b.machine)).map((target) => planOne(target, wish))
}

function planOne(target: BackupTarget, wish: BackupWish): BackupStep {
  const { machine, item, jobs } = target
  const running = jobs.find((job) => !isJobDone(job.status)) ?? null
  const action = running === null ? 'backup' : 'join'
  const refusal = refusalOf(target, { ...wish, running })
  const reason =
    running === null
      ? `back up to vault ${item?.vaultName}, keep the point until ${formatTime(wish.expiryTime)}`
      : `a backup runs already (job ${running.name}); join it`
  return {
    machine,
    item,
    action,
    running,
    knownJobs: jobs.map((job) => job.name),
    refusal,
    warning: refusal === null ? warningOf(target, running) : null,
    change: {
      action: running === null ? 'create' : 'none',
      gate: 'reversible',
      kind: 'recovery point',
      name: machine.name,
      reason: refusal?.message ?? reason,
    },
  }
}

function warningOf({ machine, onDemandToday }: BackupTarget, running: Job | null): string | null {
  if (running !== null) {
    return `VM '${machine.name}' is being backed up already (job ${running.name}): joined, its point is kept as that backup says.`
  }
  if (onDemandToday < ADVISED_PER_DAY) return null
  return `VM '${machine.name}' had ${onDemandToday} on-demand backups today; Azure advises ${ADVISED_PER_DAY} and takes ${MOST_PER_DAY} a day (UTC).`
}

function refusalOf(target: BackupTarget, wish: BackupWish & { readonly running: Job | null }): AzbkError | null {
  const { machine, item, onDemandToday } = target
  const { name } = machine
  if (target.unread !== null) return target.unread
  if (item === null) {
    return refusedError('NOT_PROTECTED', `VM '${name}' is not protected by any vault.`, [
      `azbk protect ${vmArgument(machine)}`,
    ])
  }
  if (wish.vaultId !== null && !sameName(item.vaultId, wish.vaultId)) {
    return refusedError('PROTECTED_ELSEWHERE', `VM '${name}' belongs to vault '${item.vaultName}'.`, [
      `azbk backup ${vmArgument(machine)} --vault ${item.vaultName}`,
    ])
  }
  const stopped = conditionRefusal(item)
  if (stopped !== null || wish.running !== null || onDemandToday < MOST_PER_DAY) return stopped
  return new AzbkError({
    code: 'DAILY_BACKUP_LIMIT',
    exit: 'throttled',
    message: `VM '${name}' had ${onDemandToday} on-demand backups today; Azure takes ${MOST_PER_DAY} a day (UTC).`,
    suggestions: [
      'Run the command again after midnight UTC.',
      `azbk job list ${vmArgument(machine)} --operation Backup --last 1d`,
    ],
  })
}

/** VMs that are gone, of which vaults still hold recovery points: there is nothing left to back up. */
export function goneMachines(gone: readonly Pick<Machine, 'resourceGroup' | 'name'>[]): AzbkError {
  const names = gone.map(({ name }) => `'${name}'`).join(', ')
  return refusedError(
    'VM_GONE',
    `${gone.length === 1 ? `VM ${names} no longer exists` : `VMs ${names} no longer exist`}; vaults still hold recovery points.`,
    gone.flatMap((vm) => [
      `See what can be restored: azbk point list ${vmArgument(vm)}`,
      `Or end the protection: azbk unprotect ${vmArgument(vm)}`,
    ]),
  )
}

/** Azure backs up what has a policy only. Source: AZURE-BACKUP-API.md section 9. */
function conditionRefusal(item: ProtectedItem): AzbkError | null {
  const { machineName: name, vaultName } = item
  const vm = itemVmArgument(item)
  switch (itemCondition(item)) {
    case 'protected':
      return null
    case 'stopped':
    case 'suspended':
      return refusedError('PROTECTION_STOPPED', `The protection of VM '${name}' in vault '${vaultName}' is stopped.`, [
        `To resume it: azbk protect ${vm}`,
      ])
    case 'deleted':
      return refusedError(
        'SOFT_DELETED',
        `The backup data of VM '${name}' in vault '${vaultName}' are deleted and vanish on ${formatTime(item.softDelete?.purgeTime)}.`,
        [`Bring them back and protect: azbk protect ${vm} --undelete`],
      )
    case 'broken':
      return refusedError('ITEM_BROKEN', `Azure shows the item of VM '${name}' in vault '${vaultName}' as invalid.`, [
        `azbk status ${vm}`,
      ])
  }
}
