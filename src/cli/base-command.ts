import { Command, type Interfaces } from '@oclif/core'
import { type FlagValues, resolveSettings } from '../config/resolve.js'
import type { OutputFormat, Settings } from '../config/settings.js'
import type { AppContext } from '../context.js'
import { usageError } from '../core/errors.js'
import type { MockPlace } from '../mock/state-file.js'
import type { Finding } from '../model/finding.js'
import type { Style, View } from '../view/style.js'
import { formatAnnotation } from './annotation.js'
import { createContext } from './context.js'
import { commandError } from './error-output.js'
import { globalFlags } from './flags.js'
import { looseOptions } from './loose-options.js'
import { formatResult } from './output.js'
import { askedFormat, isDocument, reportError, styleOf } from './report-error.js'
import { type Runtime, runtimeOf } from './runtime.js'

type Output = Record<string, unknown>
type Parsed = Pick<Interfaces.ParserOutput, 'flags' | 'raw'>

/** What every command is: flags in, one use case, one view out. `R` is the JSON result. */
export abstract class BaseCommand<R> extends Command {
  static override baseFlags = globalFlags

  protected readonly warnings: string[] = []
  protected settings: Settings | undefined
  private readonly closers: (() => Promise<void>)[] = []
  /** All that was typed: a command that parses a part of it leaves only that in `argv`. */
  private readonly typed: readonly string[] = this.argv

  abstract override run(): Promise<R>

  /** As oclif's, but values from a list are taken in any case. */
  protected override parse<F extends Output, B extends Output, A extends Output>(
    options: Interfaces.Input<F, B, A>,
    argv = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const { flags = {}, baseFlags = {} } = options
    const loose = { flags: looseOptions(flags), baseFlags: looseOptions(baseFlags) }
    // A parse that fails is reported as what it is: oclif would warn on top that it was forgotten.
    this.parsed = true
    return super.parse({ ...options, ...loose } as typeof options, argv)
  }

  protected get runtime(): Runtime {
    return runtimeOf(this.config)
  }

  /** The settings of this run. Call after parsing; enough for commands that never speak to Azure. */
  protected async resolve(parsed: Parsed): Promise<Settings> {
    const typed = new Set(parsed.raw.flatMap((token) => (token.type === 'flag' ? [token.flag] : [])))
    refuseEmptyValues(parsed)
    const { env, cwd } = this.runtime
    this.settings = await resolveSettings({ flags: parsed.flags as FlagValues, typed, env, cwd })
    return this.settings
  }

  /** What the mock's own verbs need: they work on its file, not through Azure's API. */
  protected async mockPlace(parsed: Parsed): Promise<MockPlace & { readonly settings: Settings }> {
    const { clock, signal } = this.runtime
    return { settings: await this.resolve(parsed), clock, signal }
  }

  /** What a use case needs that works on files alone: no login and no request, whatever the settings are. */
  protected async offline(parsed: Parsed): Promise<Pick<AppContext, 'settings' | 'clock' | 'signal' | 'warn'>> {
    const { clock, signal } = this.runtime
    const settings = await this.resolve(parsed)
    const warn = (message: string) => this.collectWarning(message)
    settings.warnings.forEach(warn)
    return { settings, clock, signal, warn }
  }

  /** Settings, session and clock of this run. Call once, after parsing. */
  protected async context(parsed: Parsed): Promise<AppContext> {
    const context = await createContext(await this.resolve(parsed), this.runtime, {
      version: this.config.version,
      warn: (message) => this.collectWarning(message),
      style: this.style(this.runtime.stderr),
      writes: 'dry-run' in (this.ctor.flags ?? {}),
    })
    this.closeAtEnd(() => context.session.close())
    return context
  }

  /** Done when the run is over, whether it succeeded or not; a failure is told and sets the exit code. */
  protected closeAtEnd(close: () => Promise<void>): void {
    this.closers.push(close)
  }

  /** Prints the result in the form that was asked for, and sets the exit code. */
  protected async emit(result: R, view: View<R>, exitCode = 0): Promise<R> {
    const format = this.format()
    const query = this.settings?.query ?? null
    const style = this.style(this.runtime.stdout)
    this.runtime.stdout.write(await formatResult(result, view, { format, query, style, warnings: this.warnings }))
    if (exitCode !== 0) this.runtime.setExitCode(exitCode)
    return result
  }

  /** Shows findings beside the run as well, where a pipeline system can. */
  protected annotate(findings: readonly Finding[]): void {
    for (const finding of findings) this.runtime.stderr.write(formatAnnotation(finding, this.runtime.env))
  }

  protected collectWarning(message: string): void {
    this.warnings.push(message)
    if (!isDocument(this.format())) this.runtime.stderr.write(`Warning: ${message}\n`)
    this.annotate([{ severity: 'warning', message }])
  }

  /** Nothing is thrown further: the error was printed and the exit code set, in every output form alike. */
  protected override async catch(thrown: Error): Promise<void> {
    if ('oclif' in thrown && (thrown as { code?: string }).code === 'EEXIT') throw thrown
    await this.report(thrown, this.format())
  }

  private async report(thrown: unknown, format: OutputFormat): Promise<void> {
    await reportError(commandError(thrown), this.runtime, {
      format,
      style: this.style(this.runtime.stderr),
      warnings: this.warnings,
      debug: this.settings?.debug ?? false,
    })
  }

  protected override async finally(): Promise<void> {
    for (const close of this.closers) {
      try {
        await close()
      } catch (thrown) {
        // stdout has its document already: a second one beside it would spoil both.
        await this.report(thrown, 'table')
      }
    }
  }

  protected style(sink: Runtime['stdout']): Style {
    return styleOf(sink, this.runtime.env, this.settings?.color)
  }

  /** The output form, also when the parse failed before settings existed. */
  private format(): OutputFormat {
    return this.settings?.output ?? askedFormat(this.typed, this.runtime.env)
  }
}

/** `--vm "$VM"` with an unset variable means nothing: it must not pass for a name, a group or no selection at all. */
function refuseEmptyValues({ raw }: Parsed): void {
  const empty = raw.find((token) => token.type === 'flag' && token.input === '')
  if (empty?.type === 'flag') {
    throw usageError('EMPTY_VALUE', `--${empty.flag} has an empty value.`, ['Give it a value, or leave it out.'])
  }
}
