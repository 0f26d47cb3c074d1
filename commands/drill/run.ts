import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { evidenceFlag, probeFlags, readProbeFlags } from '../../src/cli/drill-flags.js'
import { durationFlag, runFlags, selectorFlags, vaultFlags, writeFlags } from '../../src/cli/flags.js'
import { pointChoiceFlags, readPointChoice } from '../../src/cli/point-flags.js'
import { openReports, reportFlags, writeReports } from '../../src/cli/report/report-flags.js'
import { crossRegionFlag } from '../../src/cli/restore-flags.js'
import { readSelection } from '../../src/cli/selection.js'
import { drillReport } from '../../src/drills/report.js'
import { type DrillRunResult, drillExitCode, runDrill } from '../../src/drills/run.js'
import { renderDrillRun } from '../../src/drills/run-view.js'

export default class DrillRun extends BaseCommand<DrillRunResult> {
  static override summary = 'Practise restores: restore VMs in isolation, look inside, measure, delete all of it'
  static override description =
    'Restores VMs into a resource group of its own, in a network that lets nothing in and only what the agent needs out; waits until they boot, runs probes inside, compares the time with the RTO of the tier, deletes the group, and keeps the evidence. The group is deleted also after Ctrl-C; a run that was killed is gone on with by --resume. Exit 10 when a VM failed or was late, 8 when a restore goes on that keeps the group.'
  static override examples = [
    '<%= config.bin %> drill run --vm web-01 --service sshd --tcp 443',
    '<%= config.bin %> drill run --all --sample 5 --seed 7 --dry-run',
    '<%= config.bin %> drill run --tag env=prod --sample 3 --cross-region --script check.sh',
  ]
  static override flags = {
    ...selectorFlags,
    sample: Flags.integer({
      min: 1,
      helpGroup: 'SELECTION',
      summary: 'So many of these VMs, some of each tier; those first that were never practised on, or longest ago',
    }),
    seed: Flags.integer({ min: 0, helpGroup: 'SELECTION', summary: 'Draws another sample (default: 1)' }),
    ...pointChoiceFlags,
    ...vaultFlags,
    ...crossRegionFlag,
    ...probeFlags,
    rto: durationFlag({ summary: 'Longest time to recover (default: as the tier says)' }),
    ...evidenceFlag,
    ...reportFlags,
    ...runFlags,
    ...writeFlags,
  }

  async run(): Promise<DrillRunResult> {
    const parsed = await this.parse(DrillRun)
    const { flags } = parsed
    const reports = await openReports(flags.report, this.runtime.cwd)
    const typed = {
      ...(await readSelection(flags, this.runtime)),
      ...readPointChoice(flags),
      vault: flags.vault,
      crossRegion: flags['cross-region'],
      sample: flags.sample,
      seed: flags.seed,
      ...readProbeFlags(flags),
      rtoMs: flags.rto,
      evidence: flags.evidence,
      journal: flags.journal,
      resume: flags.resume,
    }
    const result = await runDrill(await this.context(parsed), typed, this.config.version)
    if (result.drill !== null) {
      await writeReports(drillReport(result.drill, this.config.version), reports)
    }
    return this.emit(result, renderDrillRun, drillExitCode(result, flags))
  }
}
