import type { Command, Interfaces } from '@oclif/core'
import { usageError } from '../core/errors.js'
import { sameName } from '../core/names.js'

type Flag = Interfaces.FlagInput[string]

/** The flags with values from a list taken in any case, from the command line and from the environment alike. */
export function looseOptions(flags: Interfaces.FlagInput): Interfaces.FlagInput {
  const entries = Object.entries(flags)
  return Object.fromEntries(entries.map(([name, flag]) => [name, isChoice(flag) ? loose(flag) : flag]))
}

type Choice = Flag & Pick<Command.Flag.Cached, 'type'> & { readonly options: readonly string[] }

function isChoice(flag: Flag): flag is Choice {
  return 'options' in flag && Array.isArray(flag.options)
}

/** oclif compares with case before it parses; without `options` it leaves the choice to `parse`, and names the flag. */
function loose(flag: Choice): Flag {
  const { options, ...rest } = flag
  const parse = async (input: string) => {
    const known = options.find((option) => sameName(option, input))
    if (known !== undefined) return known
    throw usageError('INVALID_VALUE', `'${input}' is none of its values.`, [`Use one of ${options.join(', ')}.`])
  }
  return { ...rest, parse } as Flag
}
