import { BaseCommand } from '../../src/cli/base-command.js'
import { type ConfigExplainResult, explainSettings } from '../../src/config/explain.js'
import { renderConfigExplain } from '../../src/config/view.js'

export default class ConfigExplain extends BaseCommand<ConfigExplainResult> {
  static override summary = 'Show every setting, its value and where it came from'
  static override description =
    'Settings come from, strongest first: flags, AZBK_* variables, the project file azbk.yaml (searched upwards from the working folder), the user file, the az CLI, defaults. Files are named with the line. Secrets are never shown. Speaks to nobody.'
  static override examples = [
    '<%= config.bin %> config explain',
    "<%= config.bin %> config explain --query '[?source!=`default`]' --output table",
  ]

  async run(): Promise<ConfigExplainResult> {
    const settings = await this.resolve(await this.parse(ConfigExplain))
    return this.emit(explainSettings(settings, this.runtime.env), renderConfigExplain)
  }
}
