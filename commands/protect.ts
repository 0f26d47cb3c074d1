import { Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { runFlags, selectorFlags, vaultFlags, writeFlags } from '../src/cli/flags.js'
import { readSelection } from '../src/cli/selection.js'
import { writeExitCode, writeFindings } from '../src/cli/write-exit.js'
import { type ProtectResult, protectMachines } from '../src/protection/protect.js'
import { renderProtect } from '../src/protection/view.js'

const DISKS = 'DISKS'

export default class Protect extends BaseCommand<ProtectResult> {
  static override summary = 'Protect VMs: the right vault, the right policy, all checks'
  static override description =
    `Finds the vault and the policy of each VM, checks that they go together, and does what is missing.
Safe to repeat: a VM that is protected already stays as it is, a stopped one is resumed, and --policy moves a VM to another policy.
A VM of another vault is refused with that vault's name; one whose backup data are deleted is brought back with --undelete.
Without --policy a VM gets the emptiest slot of its tier in which no limit is broken; where none has room, a new one is made.
One VM that cannot be protected does not stop the others: each has its result, and the exit code is 3.`
  static override examples = [
    '<%= config.bin %> protect --vm web-01 --mock',
    '<%= config.bin %> protect --tag env=prod --vault rsv-weu --dry-run',
    '<%= config.bin %> protect --vm sql-01 --policy EnhancedPolicy --exclude-disk 2 --exclude-disk 3',
    'az vm list --query [].id --output tsv | <%= config.bin %> protect --vm - --shard 1/4',
  ]
  static override flags = {
    ...selectorFlags,
    ...vaultFlags,
    ...runFlags,
    ...writeFlags,
    policy: Flags.string({
      helpValue: '<name>',
      summary: 'Policy (default: the emptiest slot of the tier)',
    }),
    tier: Flags.string({
      helpValue: '<name>',
      summary: 'Tier (default: tag azbk-tier, rules of azbk.yaml, standard)',
    }),
    undelete: Flags.boolean({ summary: 'Bring deleted backup data back and protect again' }),
    'include-disk': Flags.integer({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: DISKS,
      helpValue: '<lun>',
      summary: 'Back up only the OS disk and the data disk with this LUN; repeatable',
    }),
    'exclude-disk': Flags.integer({
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: DISKS,
      helpValue: '<lun>',
      summary: 'Leave out the data disk with this LUN; repeatable',
    }),
    'os-disk-only': Flags.boolean({ helpGroup: DISKS, summary: 'Back up the OS disk only' }),
    'all-disks': Flags.boolean({ helpGroup: DISKS, summary: 'Back up all disks again' }),
  }

  async run(): Promise<ProtectResult> {
    const parsed = await this.parse(Protect)
    const ctx = await this.context(parsed)
    const { flags } = parsed
    const result = await protectMachines(ctx, {
      ...(await readSelection(flags, this.runtime)),
      vault: flags.vault,
      journal: flags.journal,
      resume: flags.resume,
      policy: flags.policy,
      tier: flags.tier,
      undelete: flags.undelete,
      includeDisk: flags['include-disk'],
      excludeDisk: flags['exclude-disk'],
      osDiskOnly: flags['os-disk-only'],
      allDisks: flags['all-disks'],
    })
    this.annotate(writeFindings(result))
    return this.emit(result, renderProtect, writeExitCode(result, flags))
  }
}
