import { findDiskAccess, findDiskEncryptionSet } from '../azure/disk-parts.js'
import type { AppContext } from '../context.js'
import { type ArmId, parseArmId } from '../core/arm-id.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey, sameName } from '../core/names.js'
import { tryRead } from '../core/read-each.js'
import type { DiskPart } from '../model/disk-part.js'
import type { RestoreOptions } from './options.js'
import { ownSecuredKey } from './preflight/security.js'
import type { RestoreTarget } from './survey.js'

/** By {@link nameKey} of their ids: null for what does not exist; what could not be read is not in it. */
export type DiskParts = ReadonlyMap<string, DiskPart | null>

/** What the new disks are to refer to, each read once. What cannot be read is told and not checked. */
export async function surveyDiskParts(
  ctx: AppContext,
  targets: readonly RestoreTarget[],
  options: RestoreOptions,
): Promise<DiskParts> {
  const wanted = distinctBy(
    targets.flatMap((target) => partsOf(target, options)),
    nameKey,
  )
  const rows = await mapLimited(wanted, READS_AT_ONCE, async (id): Promise<[string, DiskPart | null][]> => {
    const isKey = sameName(parseArmId(id).path[0]?.[0] ?? '', 'diskEncryptionSets')
    const find = isKey ? findDiskEncryptionSet : findDiskAccess
    const { value, unread } = await tryRead(id, async () => ({ part: (await find(ctx.session, id)) ?? null }))
    for (const { error } of unread)
      ctx.warn(`${isKey ? 'Disk encryption set' : 'Disk access'} ${id} is not checked: ${error.message}`)
    return value === null ? [] : [[nameKey(id), value.part]]
  })
  return new Map(rows.flat())
}

function partsOf(target: RestoreTarget, { diskEncryptionSetId, securedKeyId, diskAccess }: RestoreOptions): ArmId[] {
  const accessId = diskAccess?.kind === 'private' ? diskAccess.diskAccessId : null
  return [diskEncryptionSetId, securedKeyId ?? ownSecuredKey(target), accessId].flatMap((id) => id ?? [])
}
