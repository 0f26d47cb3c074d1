import { Config, type Interfaces, run, settings } from '@oclif/core'
import type { AzbkError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { commandError } from './error-output.js'
import { unknownCommand } from './not-found.js'
import { askedFormat, reportError, styleOf } from './report-error.js'
import { runtimeOf } from './runtime.js'

/** Starts the command line; `options.root` is the folder of package.json. Ends in output and an exit code, never in a throw. */
export async function main(options: Interfaces.LoadOptions): Promise<void> {
  surviveBrokenOutput()
  // oclif would otherwise look for TypeScript sources next to dist and may run those.
  settings.enableAutoTranspile = false
  const config = await Config.load(options)
  const argv = process.argv.slice(2)
  try {
    await run(argv, config)
  } catch (error) {
    await reportStartError(error, argv, config)
  }
}

/** Errors from outside of our commands: unknown command, or a command of a plugin. */
async function reportStartError(thrown: unknown, argv: readonly string[], config: Config): Promise<void> {
  const runtime = runtimeOf(config)
  const exit = (thrown as { code?: string; oclif?: { exit?: number } } | null) ?? {}
  if (exit.code === 'EEXIT') return runtime.setExitCode(exit.oclif?.exit ?? 0)
  await reportError(startError(thrown, config), runtime, {
    format: askedFormat(argv, runtime.env),
    style: styleOf(runtime.stderr, runtime.env),
    warnings: [],
    debug: argv.includes('--debug'),
  })
}

/** The help of oclif says by a sentence alone that there is no such command. */
function startError(thrown: unknown, config: Config): AzbkError {
  const unknown = thrown instanceof Error ? thrown.message.match(/^Command (\S+) not found\.$/)?.[1] : undefined
  return unknown === undefined ? commandError(thrown) : unknownCommand(unknown, config)
}

/**
 * `azbk ... | head -1` closes our stdout early: the rest is not wanted. A full disk is a failure that is told. Either way the
 * work ends as it should, and the mock's state is saved.
 */
function surviveBrokenOutput(): void {
  // oclif listens too, and throws what is not EPIPE where nobody can catch it.
  process.stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.exitCode = EXIT_CODES.failed
    process.stderr.write(`Error: the output could not be written: ${error.message}\n`)
  })
  // There is nowhere left to say it.
  process.stderr.on('error', () => {})
}
