import { readCapacity } from '../azure/capacity.js'
import type { AppContext } from '../context.js'
import { toAzbkError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { regionKey } from '../core/names.js'
import type { RegionCapacity } from '../model/capacity.js'
import type { RestoreTarget } from './survey.js'

/**
 * Quotas and sizes of the regions in which new VMs are made: two requests for each region, however many VMs. What cannot
 * be read is told and not checked: Azure checks it as well, only later.
 */
export async function surveyCapacity(
  ctx: AppContext,
  targets: readonly RestoreTarget[],
  subscriptionId: string,
): Promise<RegionCapacity[]> {
  const regions = distinctBy(
    targets.flatMap(({ region }) => region ?? []),
    regionKey,
  )
  const rows = await mapLimited(regions, READS_AT_ONCE, async (region) => {
    try {
      return await readCapacity(ctx.session, subscriptionId, region)
    } catch (thrown) {
      ctx.warn(`Quotas and VM sizes in ${region} are not checked: ${toAzbkError(thrown).message}`)
      return undefined
    }
  })
  return rows.flatMap((row) => row ?? [])
}
