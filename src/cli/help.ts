import { type Command, CommandHelp, Help, type Interfaces } from '@oclif/core'
import { EXIT_CODE_MEANINGS, EXIT_CODES, type ExitReason } from '../core/exit-codes.js'

class AzbkCommandHelp extends CommandHelp {
  /** oclif leaves out all but the last line when the summary is not to be repeated. */
  protected override description(): string | undefined {
    const { description } = this.command
    return description && this.wrap(description.replace(/\s*\n\s*/g, ' '))
  }

  /** The flags that every command has come after those of this one. */
  protected override groupFlags(flags: Command.Flag.Any[]): ReturnType<CommandHelp['groupFlags']> {
    const { flagGroups, mainFlags } = super.groupFlags(flags)
    const { GLOBAL: shared, ...own } = flagGroups
    return { mainFlags, flagGroups: shared ? { ...own, GLOBAL: shared } : own }
  }
}

/** oclif's help with the everyday verbs before the topics, and with the table of exit codes. */
export class AzbkHelp extends Help {
  protected override CommandHelpClass = AzbkCommandHelp

  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    // A usage line with every shared flag in it would say nothing.
    super(config, { docopts: false, hideCommandSummaryInDescription: true, ...options })
  }

  protected override async showRootHelp(): Promise<void> {
    const everyday = this.sortedCommands.filter(({ id }) => !id.includes(':'))
    const topics = this.sortedTopics.filter(({ name }) => !name.includes(':'))
    const exitCodes = this.section('EXIT CODES', this.renderList(exitCodeRows(), { indentation: 2, spacer: '\n' }))
    const sections = [this.formatRoot(), this.formatCommands(everyday), this.formatTopics(topics), exitCodes]
    for (const section of sections.filter(Boolean)) this.log(`${section}\n`)
  }

  override formatCommand(command: Command.Loadable): string {
    return `${super.formatCommand(command)}\n\n${this.section('EXIT CODES', `See \`${this.config.bin} --help\`.`)}`
  }
}

function exitCodeRows(): [string, string][] {
  return Object.entries(EXIT_CODES).map(([reason, code]) => [String(code), EXIT_CODE_MEANINGS[reason as ExitReason]])
}
