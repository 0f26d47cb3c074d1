import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { secondaryFlag } from '../../src/cli/job-flags.js'
import { pointFlags, pointNeedFlags, readPointChoice } from '../../src/cli/point-flags.js'
import { type PointShowResult, showPoint } from '../../src/points/show.js'
import { renderPoint } from '../../src/points/view.js'

export default class PointShow extends BaseCommand<PointShowResult> {
  static override summary = 'Show one recovery point, or the one that a restore would take'
  static override description =
    'Shows a recovery point with its tiers, expiry and the disks it holds. Takes the flags by which every restore chooses its point, and tells why it is this one, what lay closer, and how much a restore of it loses.'
  static override examples = [
    '<%= config.bin %> point show latest --vm web-01',
    "<%= config.bin %> point show --vm web-01 --at 'yesterday 22:00' --min-consistency app",
    '<%= config.bin %> point show 783751228447024 --vm rg-app/web-01 --query disks.includedDisks',
  ]
  static override args = {
    point: Args.string({ description: 'Its number, its resource id, or `latest` (the default)' }),
  }
  static override flags = { ...pointFlags, ...secondaryFlag, ...pointNeedFlags }

  async run(): Promise<PointShowResult> {
    const parsed = await this.parse(PointShow)
    const ctx = await this.context(parsed)
    const { args, flags } = parsed
    const choice = readPointChoice({ ...flags, ...args })
    return this.emit(await showPoint(ctx, { ...flags, ...choice }), renderPoint)
  }
}
