import type { Command, Config, Interfaces } from '@oclif/core'
import { normalizeArgv } from '@oclif/core/help'
import { usageError } from '../core/errors.js'
import { unknownCommand } from './not-found.js'
import { type Runtime, runtimeOf, useRuntime } from './runtime.js'

/** A command line that was given to another command, after `--`. */
export interface OtherCommand {
  /** Prints what the command prints at a shell, errors included, and leaves its exit code. */
  run(env: Runtime['env']): Promise<void>
}

/** What stands before and after the first `--`. */
export function splitAtDashes(argv: readonly string[]): { own: string[]; other: string[] } {
  const at = argv.includes('--') ? argv.indexOf('--') : argv.length
  return { own: argv.slice(0, at), other: argv.slice(at + 1) }
}

/** Flags that every command has mean the command that is run: before `--` they would mean nothing. */
export function refuseSharedFlags(raw: Interfaces.ParserOutput['raw'], known: readonly string[]): void {
  const stray = raw.find((token) => token.type === 'flag' && !known.includes(token.flag))
  if (stray?.type !== 'flag') return
  throw usageError('FLAG_BEFORE_COMMAND', `--${stray.flag} belongs to the command that is run.`, [
    `Write --${stray.flag} after \`--\`, behind that command.`,
  ])
}

/** Finds the command that a command line names. Throws a usage error when there is none, and for the verbs of the mock and for help. */
export function findOther(typed: readonly string[], config: Config): OtherCommand {
  // As it is typed at a shell, with the program's own name.
  const words = typed[0] === config.bin ? typed.slice(1) : typed
  if (words.length === 0) {
    throw usageError('NO_COMMAND', 'There is no command to run.', [
      'Write the command after `--`, such as `-- vault list`.',
    ])
  }
  const [id = '', ...argv] = normalizeArgv(config, [...words])
  const found = config.findCommand(id)
  if (found === undefined) throw unknownCommand(id, config)
  if (id.startsWith('mock:') || argv.includes('--help')) {
    throw usageError('NO_TRAFFIC', `'azbk ${words.join(' ')}' sends nothing to Azure.`, [
      'Name a command that does, such as `vault list`.',
    ])
  }
  return { run: async (env) => runWith(await found.load(), { argv, config, env }) }
}

type Runnable = new (argv: string[], config: Config) => { _run(): Promise<unknown> }

interface Start {
  readonly argv: string[]
  readonly config: Config
  readonly env: Runtime['env']
}

/** In this process and with this config: `Command.run` would copy it, and lose the runtime that is tied to it. */
async function runWith(command: Command.Class, { argv, config, env }: Start): Promise<void> {
  const outer = runtimeOf(config)
  useRuntime(config, { ...outer, env: { ...outer.env, ...env } })
  try {
    await new (command as unknown as Runnable)(argv, config)._run()
  } finally {
    useRuntime(config, outer)
  }
}
