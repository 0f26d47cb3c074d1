import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { waitFlags, writeFlags } from '../../src/cli/flags.js'
import { failOnFlag } from '../../src/cli/job-flags.js'
import { pointFlags } from '../../src/cli/point-flags.js'
import { writeExitCode, writeFindings } from '../../src/cli/write-exit.js'
import { archivePoints, type PointArchiveResult } from '../../src/points/archive.js'
import { renderPointArchive } from '../../src/points/archive-view.js'

export default class PointArchive extends BaseCommand<PointArchiveResult> {
  static override summary = 'Move recovery points of a VM to the archive tier'
  static override description =
    'Moves the points that Azure recommends, or those that are named, from the vault tier to the archive tier, where they cost less, are billed for at least 180 days, and take hours to bring back. There is no move back: a restore brings a point back for some days. Points that are there already stay as they are.'
  static override examples = [
    '<%= config.bin %> point archive --vm web-01 --dry-run',
    '<%= config.bin %> point archive --vm rg-app/web-01 --point 783751228447024 --yes --wait',
  ]
  static override flags = {
    ...pointFlags,
    point: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: '<id>',
      summary: 'Only the point with this number or resource id; repeatable (default: all that Azure recommends)',
    }),
    ...waitFlags,
    ...failOnFlag,
    ...writeFlags,
  }

  async run(): Promise<PointArchiveResult> {
    const parsed = await this.parse(PointArchive)
    const ctx = await this.context(parsed)
    const { vm, vault, point: points = [], 'fail-on': failOn } = parsed.flags
    const result = await archivePoints(ctx, { vm, vault, points, failOn })
    const written = { ...result, machines: result.points }
    this.annotate(writeFindings(written))
    return this.emit(result, renderPointArchive, writeExitCode(written, parsed.flags))
  }
}
