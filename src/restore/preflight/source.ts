import { DAY_MS, timeAfter } from '../../core/clock.js'
import { EXIT_CODES } from '../../core/exit-codes.js'
import { compareTexts } from '../../core/names.js'
import { itemCondition, itemVmArgument } from '../../model/item.js'
import { vmArgument } from '../../model/machine.js'
import { formatTime } from '../../view/format.js'
import type { Check } from './facts.js'

/** Restores that Azure allows of one VM in 24 hours. Source: AZURE-LIMITS.md, Azure VM backup FAQ. */
const MOST_PER_DAY = 20

export const checkSource: Check = ({ target }) => {
  const { subject, item, unread } = target
  if (unread !== null) {
    const { code, message, suggestions, details, exitCode } = unread
    const isDenied = exitCode === EXIT_CODES.noPermission
    return [{ code, message, suggestions, details, ...(isDenied ? { exit: 'noPermission' } : {}) }]
  }
  if (item === null) {
    const message = `No vault holds backup data of VM '${subject.name}'.`
    return [{ code: 'NOT_PROTECTED', message, suggestions: [`azbk status ${vmArgument(subject)}`] }]
  }
  if (itemCondition(item) !== 'deleted') return []
  const message = `The backup data of VM '${subject.name}' in vault '${item.vaultName}' are deleted.`
  return [{ code: 'SOFT_DELETED', message, suggestions: [`azbk undelete ${itemVmArgument(item)}`] }]
}

export const checkDay: Check = ({ target: { subject, jobs } }) => {
  const oldestFirst = [...jobs].sort((a, b) => compareTexts(a.startTime, b.startTime))
  // The next one is possible when so many have left the day that one fits in.
  const last = oldestFirst.at(-MOST_PER_DAY)
  if (last === undefined) return []
  const resumeAt = timeAfter(last.startTime, DAY_MS)
  const head = `VM '${subject.name}' was restored ${jobs.length} times in 24 hours; Azure allows ${MOST_PER_DAY}.`
  return [
    {
      code: 'DAILY_RESTORE_LIMIT',
      message: `${head} The next restore is possible after ${formatTime(resumeAt)}.`,
      suggestions: [`azbk job list ${vmArgument(subject)} --operation Restore --last 1d`],
      details: { resumeAt },
      exit: 'throttled',
    },
  ]
}

/** Disks are replaced in a VM that exists, has managed ones and does not encrypt them. Source: Microsoft docs, support matrix for Azure VM backups. */
export const checkReplace: Check = ({ target: { subject, item, machine, choice }, mode }) => {
  if (mode !== 'replace' || item === null) return []
  const vm = vmArgument(subject)
  if (machine === null) {
    const message = `VM '${subject.name}' no longer exists: there are no disks to replace.`
    return [{ code: 'VM_GONE', message, suggestions: [`azbk restore vm ${vm} --target-group <group>`] }]
  }
  const suggestions = [`azbk restore disks ${vm} --target-group <group>`]
  if (choice?.point.encrypted) {
    const message = `VM '${subject.name}' encrypts its disks itself (Azure Disk Encryption); Azure does not replace such disks.`
    return [{ code: 'ENCRYPTED_BY_VM', message, suggestions }]
  }
  if (choice?.point.managedDisks !== false) return []
  const message = `The disks of VM '${subject.name}' lie in a storage account; Azure replaces managed disks only.`
  return [{ code: 'UNMANAGED_DISKS', message, suggestions: [`azbk restore disks ${vm}`] }]
}
