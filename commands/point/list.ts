import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { secondaryFlag, windowFlags } from '../../src/cli/job-flags.js'
import { pointFlags } from '../../src/cli/point-flags.js'
import { CONSISTENCIES, POINT_TIERS } from '../../src/model/point.js'
import { listPoints, type PointListResult } from '../../src/points/list.js'
import { renderPointList } from '../../src/points/view.js'

export default class PointList extends BaseCommand<PointListResult> {
  static override summary = 'List the recovery points of a VM, newest first'
  static override description =
    'Lists the recovery points of a VM with consistency, tiers, expiry and zones. With --secondary, the copies in the paired region of a geo-redundant vault: vault tier only, up to 36 hours behind.'
  static override examples = [
    '<%= config.bin %> point list --vm web-01',
    '<%= config.bin %> point list --vm rg-app/web-01 --point-tier vault --last 30d',
    "<%= config.bin %> point list --vm web-01 --vault rsv-prod --secondary --query '[0].time' --output tsv",
  ]
  static override flags = {
    ...pointFlags,
    ...secondaryFlag,
    ...windowFlags,
    'point-tier': Flags.option({ options: POINT_TIERS })({
      summary: 'Points that can be restored from this tier, from the archive after some hours',
    }),
    consistency: Flags.option({ options: CONSISTENCIES })({
      summary: 'Points of this consistency: application, file system, crash',
    }),
  }

  async run(): Promise<PointListResult> {
    const parsed = await this.parse(PointList)
    const ctx = await this.context(parsed)
    const { last: lastMs, 'point-tier': tier, ...flags } = parsed.flags
    return this.emit(await listPoints(ctx, { ...flags, tier, lastMs }), renderPointList)
  }
}
