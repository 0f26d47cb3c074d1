import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { durationFlag, runFlags, selectorFlags, vaultFlags, writeFlags } from '../../src/cli/flags.js'
import { pointChoiceFlags, readPointChoice } from '../../src/cli/point-flags.js'
import { crossRegionFlag } from '../../src/cli/restore-flags.js'
import { readSelection } from '../../src/cli/selection.js'
import { type DrillRunResult, drillExitCode, runDrill } from '../../src/drills/run.js'
import { renderDrillRun } from '../../src/drills/run-view.js'

const PROBES = 'PROBES'

export default class DrillRun extends BaseCommand<DrillRunResult> {
  static override summary = 'Practise restores: restore VMs in isolation, look inside, measure, delete all of it'
  static override description =
    'Restores VMs into a resource group of its own, in a network that lets nothing in and only what the agent needs out; waits until they boot, runs probes inside, compares the time with the RTO of the tier, deletes the group, and keeps the evidence. The group is deleted also after Ctrl-C; a run that was killed is gone on with by --resume. Exit 10 when a VM failed or was late.'
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
    service: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: PROBES,
      helpValue: '<name>',
      summary: 'Service that must run in the restored VM; repeatable',
    }),
    tcp: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: PROBES,
      helpValue: '<port|host:port>',
      summary: 'Port that must take connections, of the VM itself or of another one of the drill; repeatable',
    }),
    script: Flags.string({
      helpGroup: PROBES,
      helpValue: '<file>',
      summary: 'Script to run inside (shell on Linux, PowerShell on Windows); passes when it ends with 0',
    }),
    'probe-timeout': durationFlag({ summary: 'Longest time of one probe (default: 10m)' }),
    rto: durationFlag({ summary: 'Longest time to recover (default: as the tier says)' }),
    evidence: Flags.string({
      env: 'AZBK_EVIDENCE',
      helpValue: '<folder>',
      summary: 'Folder for the evidence (default: in the state folder)',
    }),
    ...runFlags,
    ...writeFlags,
  }

  async run(): Promise<DrillRunResult> {
    const parsed = await this.parse(DrillRun)
    const { flags } = parsed
    const ctx = await this.context(parsed)
    const result = await runDrill(ctx, {
      ...(await readSelection(flags, this.runtime)),
      ...readPointChoice(flags),
      vault: flags.vault,
      crossRegion: flags['cross-region'],
      sample: flags.sample,
      seed: flags.seed,
      service: flags.service,
      tcp: flags.tcp,
      script: flags.script,
      probeTimeoutMs: flags['probe-timeout'],
      rtoMs: flags.rto,
      evidence: flags.evidence,
      journal: flags.journal,
      resume: flags.resume,
    })
    return this.emit(result, renderDrillRun, drillExitCode(result, flags))
  }
}
