import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { durationFlag, writeFlags } from '../../src/cli/flags.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { pointChoiceFlags, pointFlags, readPointChoice } from '../../src/cli/point-flags.js'
import { writeExitCode } from '../../src/cli/write-exit.js'
import { type RestoreFilesResult, restoreFiles } from '../../src/restore/files.js'
import { renderRestoreFiles } from '../../src/restore/files-view.js'

export default class RestoreFiles extends BaseCommand<RestoreFilesResult> {
  static override summary = 'Open the files of a recovery point of a VM'
  static override description =
    'Lets Azure mount the disks of a recovery point, to read, and writes the script that opens them on a machine of yours to a file that you alone can read, with its password. The files stay mounted for 12 hours, until --unmount-after is over or Ctrl-C ends it, or until --unmount.'
  static override examples = [
    '<%= config.bin %> restore files --vm web-01 --out open-web-01.py',
    '<%= config.bin %> restore files --vm web-01 --at "yesterday 22:00" --out open-web-01.py --unmount-after 2h',
    '<%= config.bin %> restore files --vm web-01 --unmount',
  ]
  static override flags = {
    ...pointFlags,
    ...pointChoiceFlags,
    out: pathFlag({
      helpValue: '<file|folder>',
      summary: 'File for the script; in a folder it gets the name that Azure gives it. Readable by you alone',
    }),
    force: Flags.boolean({ summary: 'Overwrite the file that is there' }),
    'unmount-after': durationFlag({ summary: 'Stay for so long (up to 12h, or until Ctrl-C), then unmount the files' }),
    unmount: Flags.boolean({
      exclusive: ['at', 'point-tier', 'min-consistency', 'out', 'force', 'unmount-after'],
      summary: 'Unmount the files of the --point named, or all that are mounted of the VM',
    }),
    'cross-region': Flags.boolean({ summary: 'Not for files: Azure mounts none of the copies in the paired region' }),
    ...writeFlags,
  }

  async run(): Promise<RestoreFilesResult> {
    const parsed = await this.parse(RestoreFiles)
    const { flags } = parsed
    const ctx = await this.context(parsed)
    const { vm, vault, out, force, unmount, 'unmount-after': unmountAfterMs, 'cross-region': crossRegion } = flags
    const place = { vm, vault, out, force, unmount, unmountAfterMs, crossRegion }
    const result = await restoreFiles(ctx, { ...readPointChoice(flags), ...place })
    return this.emit(result, renderRestoreFiles, writeExitCode(result, flags))
  }
}
