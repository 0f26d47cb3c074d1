import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { secondaryFlag } from '../../src/cli/job-flags.js'
import { pointFlags } from '../../src/cli/point-flags.js'
import { type PointShowResult, showPoint } from '../../src/points/show.js'
import { renderPoint } from '../../src/points/view.js'

export default class PointShow extends BaseCommand<PointShowResult> {
  static override summary = 'Show one recovery point'
  static override description = 'Shows a recovery point with its tiers, expiry and the disks it holds.'
  static override examples = [
    '<%= config.bin %> point show latest --vm web-01',
    '<%= config.bin %> point show 783751228447024 --vm rg-app/web-01 --query disks.includedDisks',
  ]
  static override args = {
    point: Args.string({ required: true, description: 'Its number, its resource id, or `latest`' }),
  }
  static override flags = { ...pointFlags, ...secondaryFlag }

  async run(): Promise<PointShowResult> {
    const parsed = await this.parse(PointShow)
    const ctx = await this.context(parsed)
    return this.emit(await showPoint(ctx, { ...parsed.args, ...parsed.flags }), renderPoint)
  }
}
