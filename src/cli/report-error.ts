import type { OutputFormat } from '../config/settings.js'
import type { AzbkError } from '../core/errors.js'
import type { Style } from '../view/style.js'
import { formatAnnotation } from './annotation.js'
import { formatErrorDocument, formatErrorText } from './error-output.js'
import type { Runtime } from './runtime.js'

export interface ErrorReport {
  readonly format: OutputFormat
  readonly style: Style
  readonly warnings: readonly string[]
  readonly debug: boolean
}

/** Prints an error once, in the form that was asked for, and sets the exit code: the same one in every form. */
export async function reportError(error: AzbkError, runtime: Runtime, report: ErrorReport): Promise<void> {
  const { format, warnings, style, debug } = report
  if (isDocument(format)) runtime.stdout.write(await formatErrorDocument(error, format, warnings))
  else runtime.stderr.write(formatErrorText(error, style, debug))
  runtime.stderr.write(formatAnnotation({ severity: 'error', message: error.message }, runtime.env))
  runtime.setExitCode(error.exitCode)
}

/** Forms in which stdout is one document, errors and warnings included. */
export function isDocument(format: OutputFormat): boolean {
  return format === 'json' || format === 'yaml'
}

/** The output form that was asked for, read without the parser: for errors from before or during parsing. */
export function askedFormat(argv: readonly string[], env: Runtime['env']): OutputFormat {
  const named = argv.flatMap((word, i) =>
    word === '-o' || word === '--output' ? [argv[i + 1]] : (word.match(/^(?:-o|--output=)(\w+)$/)?.[1] ?? []),
  )
  const asked = argv.includes('--json') ? 'json' : (named[0] ?? (env.AZBK_JSON === 'true' ? 'json' : env.AZBK_OUTPUT))
  return asked === 'json' || asked === 'yaml' ? asked : 'table'
}

/** Colour as --color or --no-color forces it; else on a terminal, but not under NO_COLOR (https://no-color.org) or CI. */
export function styleOf(sink: Runtime['stdout'], env: Runtime['env'], forced: boolean | null = null): Style {
  return { color: forced ?? (sink.isTTY && !env.NO_COLOR && !env.CI), width: sink.columns }
}
