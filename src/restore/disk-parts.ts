import { findDiskAccess, findDiskEncryptionSet } from '../azure/disk-parts.js'
import type { AppContext } from '../context.js'
import { type ArmId, parseArmId } from '../core/arm-id.js'
import { sameName } from '../core/names.js'
import { readByName } from '../core/read-each.js'
import type { DiskPart } from '../model/disk-part.js'
import type { RestoreOptions } from './options.js'
import { ownSecuredKey } from './preflight/security.js'
import type { RestoreTarget } from './survey.js'

/** By {@link nameKey} of their ids: null for what does not exist; what could not be read is not in it. */
export type DiskParts = ReadonlyMap<string, DiskPart | null>

/** What the new disks are to refer to, each read once. What cannot be read is told and not checked. */
export function surveyDiskParts(
  ctx: AppContext,
  targets: readonly RestoreTarget[],
  options: RestoreOptions,
): Promise<DiskParts> {
  return readByName(
    targets.flatMap((target) => partsOf(target, options)),
    async (id) => (await (isKey(id) ? findDiskEncryptionSet : findDiskAccess)(ctx.session, id)) ?? null,
    ({ name, error }) =>
      ctx.warn(`${isKey(name) ? 'Disk encryption set' : 'Disk access'} ${name} is not checked: ${error.message}`),
  )
}

function isKey(id: string): boolean {
  return sameName(parseArmId(id).path[0]?.[0] ?? '', 'diskEncryptionSets')
}

function partsOf(target: RestoreTarget, { diskEncryptionSetId, securedKeyId, diskAccess }: RestoreOptions): ArmId[] {
  const accessId = diskAccess?.kind === 'private' ? diskAccess.diskAccessId : null
  return [diskEncryptionSetId, securedKeyId ?? ownSecuredKey(target), accessId].flatMap((id) => id ?? [])
}
