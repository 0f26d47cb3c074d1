import { type ArmId, armName, parseArmId } from '../../core/arm-id.js'
import { nameKey, regionKey, sameName } from '../../core/names.js'
import { SECURED_KEY } from '../../model/disk-part.js'
import type { Blocker } from '../../model/plan.js'
import { type Check, ofPoint, type RestoreFacts } from './facts.js'
import { ownSecuredKey } from './security.js'

/** A key for new managed disks that the VM does not encrypt itself. Source: AZURE-BACKUP-API.md section 12. */
export const checkKey = ofPoint((point, { target: { subject }, mode, places, options: { diskEncryptionSetId } }) => {
  if (diskEncryptionSetId === null) return []
  const suggestions = ['Leave --disk-encryption-set out.']
  if (point.encrypted) {
    const message = `VM '${subject.name}' encrypts its disks itself (Azure Disk Encryption): they take no key of a disk encryption set.`
    return [{ code: 'ENCRYPTED_BY_VM', message, suggestions }]
  }
  if (mode !== 'disks' || places.groupName !== null) return []
  const message = `The disks of VM '${subject.name}' stay in a storage account: a disk encryption set is for managed disks.`
  return [{ code: 'UNMANAGED_DISKS', message, suggestions: [...suggestions, 'Add --target-group <group>.'] }]
})

/** Something that new disks are to refer to. */
interface Wanted {
  readonly id: ArmId
  /** As a sentence begins with it. */
  readonly what: string
  /** Of the codes. */
  readonly prefix: string
  /** Lists those there are. */
  readonly list: string
  /** For a key: that of the OS disk of a confidential VM. Absent for what is no key. */
  readonly isSecured?: boolean
}

const KEY = { what: 'Disk encryption set', prefix: 'DISK_ENCRYPTION_SET', list: 'az disk-encryption-set list' }
const ACCESS = { what: 'Disk access', prefix: 'DISK_ACCESS', list: 'az disk-access list' }

/**
 * What new disks refer to lies in their region, keys in their subscription too. Source: Microsoft docs, "Server-side encryption
 * of Azure managed disks", restrictions.
 */
export const checkDiskParts: Check = (facts) => wantedOf(facts).flatMap((wanted) => checkPart(wanted, facts))

function wantedOf({ target, mode, options }: RestoreFacts): Wanted[] {
  const { diskEncryptionSetId, diskAccess } = options
  // Replaced disks keep the key of the confidential VM that they belong to.
  const securedKeyId = mode === 'replace' ? null : (options.securedKeyId ?? ownSecuredKey(target))
  return [
    ...(diskEncryptionSetId === null ? [] : [{ ...KEY, id: diskEncryptionSetId, isSecured: false }]),
    ...(securedKeyId === null ? [] : [{ ...KEY, id: securedKeyId, isSecured: true }]),
    ...(diskAccess?.kind === 'private' ? [{ ...ACCESS, id: diskAccess.diskAccessId }] : []),
  ]
}

function checkPart(wanted: Wanted, { target, places }: RestoreFacts): Blocker[] {
  const { id, what, prefix, isSecured } = wanted
  const part = places.diskParts?.get(nameKey(id))
  const { region, subject } = target
  if (part === undefined || region === null) return []
  const own = sameName(id, ownSecuredKey(target) ?? '')
    ? `, which has the key of the OS disk of VM '${subject.name}',`
    : ''
  const refused = (suffix: string, why: string): Blocker[] => {
    const message = `${what} '${armName(id)}'${own} ${why}.`
    return [{ code: `${prefix}_${suffix}`, message, suggestions: suggestionsFor(wanted) }]
  }
  if (part === null) return refused('NOT_FOUND', `does not exist in group '${parseArmId(id).resourceGroup}'`)
  if (regionKey(part.location) !== regionKey(region)) {
    return refused('ELSEWHERE', `is in ${part.location}; the disks are made in ${region} and need one there`)
  }
  if (isSecured === undefined) return []
  const subscriptionId = places.group?.subscriptionId ?? subject.subscriptionId
  if (!sameName(part.subscriptionId, subscriptionId)) {
    const where = `the disks are made in subscription ${subscriptionId} and need one there`
    return refused('ELSEWHERE', `is in subscription ${part.subscriptionId}; ${where}`)
  }
  if (sameName(part.encryptionType ?? '', SECURED_KEY) === isSecured) return []
  const why = isSecured
    ? `is of the type ${part.encryptionType}, and OS disks of confidential VMs need ${SECURED_KEY}`
    : `is of the type ${SECURED_KEY}: for OS disks of confidential VMs only`
  return refused('UNFIT', why)
}

function suggestionsFor({ list, isSecured }: Wanted): string[] {
  const query = `${list} --query "[].{location:location, id:id}" --output table`
  return isSecured ? ['Name one with --confidential-disk-encryption-set <id>.', query] : [query]
}
