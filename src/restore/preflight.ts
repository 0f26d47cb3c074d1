import { regionKey } from '../core/names.js'
import { itemCondition, itemVmArgument } from '../model/item.js'
import { vmArgument } from '../model/machine.js'
import type { Blocker } from '../model/plan.js'
import type { RestoreMode } from '../model/restore.js'
import type { RestorePlaces } from './places.js'
import type { RestoreTarget } from './survey.js'

/** Restores that Azure allows of one VM in 24 hours. Source: AZURE-LIMITS.md, Azure VM backup FAQ. */
const MOST_PER_DAY = 20

export interface RestoreFacts {
  readonly target: RestoreTarget
  readonly mode: RestoreMode
  readonly places: RestorePlaces
}

type Check = (facts: RestoreFacts) => readonly Blocker[]

/** All that stands in the way of one restore. Nothing is sent to Azure while there is anything. */
export function checkRestore(facts: RestoreFacts): Blocker[] {
  return CHECKS.flatMap((check) => check(facts))
}

const checkSource: Check = ({ target }) => {
  const { subject, item, unread } = target
  if (unread !== null) {
    const { code, message, suggestions, details } = unread
    return [{ code, message, suggestions, details }]
  }
  if (item === null) {
    const message = `No vault holds backup data of VM '${subject.name}'.`
    return [{ code: 'NOT_PROTECTED', message, suggestions: [`azbk status ${vmArgument(subject)}`] }]
  }
  if (itemCondition(item) !== 'deleted') return []
  const message = `The backup data of VM '${subject.name}' in vault '${item.vaultName}' are deleted.`
  return [{ code: 'SOFT_DELETED', message, suggestions: [`azbk undelete ${itemVmArgument(item)}`] }]
}

const checkDay: Check = ({ target: { subject, jobs } }) =>
  jobs.length < MOST_PER_DAY
    ? []
    : [
        {
          code: 'DAILY_RESTORE_LIMIT',
          message: `VM '${subject.name}' was restored ${jobs.length} times in 24 hours; Azure allows ${MOST_PER_DAY}.`,
          suggestions: [`azbk job list ${vmArgument(subject)} --operation Restore --last 1d`],
        },
      ]

const checkGroup: Check = ({ places: { groupName, group } }) =>
  groupName === null || group !== null
    ? []
    : [
        {
          code: 'GROUP_NOT_FOUND',
          message: `There is no resource group '${groupName}' to restore into.`,
          suggestions: [`az group create --name ${groupName} --location <region>`],
        },
      ]

/** Every restore needs an account of its own, and none is left for this one. */
export function noStaging(vm: string, location: string, { accounts }: RestorePlaces): Blocker {
  const near = accounts.filter((account) => regionKey(account.location) === regionKey(location)).length
  return {
    code: 'NO_STAGING_ACCOUNT',
    message: `No storage account in ${location} is left for the restore of VM '${vm}': ${near} lie there, and each VM needs a general-purpose v2 account of its own that is not premium.`,
    suggestions: [
      `az storage account create --name <name> --resource-group <group> --location ${location} --kind StorageV2 --sku Standard_LRS`,
    ],
  }
}

/** Disks are replaced in a VM that exists and has managed ones. Source: AZURE-BACKUP-API.md section 12. */
const checkReplace: Check = ({ target: { subject, item, machine, choice }, mode }) => {
  if (mode !== 'replace' || item === null) return []
  const vm = vmArgument(subject)
  if (machine === null) {
    const message = `VM '${subject.name}' no longer exists: there are no disks to replace.`
    return [{ code: 'VM_GONE', message, suggestions: [`azbk restore vm ${vm} --target-group <group>`] }]
  }
  if (choice?.point.managedDisks !== false) return []
  const message = `The disks of VM '${subject.name}' lie in a storage account; Azure replaces managed disks only.`
  return [{ code: 'UNMANAGED_DISKS', message, suggestions: [`azbk restore disks ${vm}`] }]
}

const CHECKS: readonly Check[] = [checkSource, checkDay, checkGroup, checkReplace]
