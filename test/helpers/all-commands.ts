import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command, Interfaces } from '@oclif/core'

const COMMANDS = fileURLToPath(new URL('../../commands', import.meta.url))

type Flag = Interfaces.OptionFlag<unknown> | Interfaces.BooleanFlag<boolean>

export interface CommandEntry {
  /** As typed, e.g. `vault list`. */
  readonly name: string
  readonly command: typeof Command
  /** The command's own flags before those that every command has. */
  readonly flags: Readonly<Record<string, Flag & { readonly name: string }>>
}

/** Every command of ours, from the sources, by name. */
export async function allCommands(): Promise<CommandEntry[]> {
  const files = readdirSync(COMMANDS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return Promise.all(
    files.sort().map(async (file) => {
      const { default: command } = (await import(`${COMMANDS}/${file}`)) as { default: typeof Command }
      const flags = Object.entries({ ...command.flags, ...command.baseFlags } as Record<string, Flag>)
      return {
        name: file.replace(/\.ts$/, '').replaceAll(/[\\/]/g, ' '),
        command,
        flags: Object.fromEntries(flags.map(([name, flag]) => [name, { ...flag, name }])),
      }
    }),
  )
}
