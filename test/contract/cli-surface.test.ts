import type { Command } from '@oclif/core'
import { describe, expect, it } from 'vitest'
import { AzbkHelp } from '../../src/cli/help.js'
import { allCommands, type CommandEntry } from '../helpers/all-commands.js'
import { testConfig } from '../helpers/run-command.js'

const commands = await allCommands()

/** Scripts out there depend on these names: `npm run snapshots` accepts a change that is meant. */
describe('the surface of the command line', () => {
  it('has the commands, flags, values and variables that it had', async () => {
    const surface = Object.fromEntries(commands.map((entry) => [entry.name, surfaceOf(entry)]))

    await expect(`${JSON.stringify(surface, null, 2)}\n`).toMatchFileSnapshot('./cli-surface.snap.json')
  })

  it.each(commands)('explains $name as it did', async (entry) => {
    const help = new AzbkHelp(await testConfig(), { stripAnsi: true, maxWidth: 100 })

    const text = help.formatCommand(loadable(entry))

    await expect(`${text}\n`).toMatchFileSnapshot(`./help/${entry.name.replaceAll(' ', '-')}.txt`)
  })
})

function surfaceOf({ command, flags }: CommandEntry) {
  return {
    ...(command.hidden ? { hidden: true } : {}),
    args: Object.entries(command.args).map(([name, { required, options }]) => ({ name, required, options })),
    flags: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flagSurface(flag)])),
  }
}

function flagSurface(flag: CommandEntry['flags'][string]) {
  const { type, char, env, required, exclusive, dependsOn } = flag
  const value =
    flag.type === 'option'
      ? { options: flag.options, multiple: flag.multiple || undefined }
      : { allowNo: flag.allowNo || undefined }
  return { type, char, env, ...value, required: required || undefined, exclusive, dependsOn }
}

/** What oclif's manifest would hold of the command. */
function loadable({ name, command, flags }: CommandEntry): Command.Loadable {
  const { summary, description, examples } = command
  const args = Object.fromEntries(Object.entries(command.args).map(([arg, value]) => [arg, { ...value, name: arg }]))
  const cached = {
    id: name.replaceAll(' ', ':'),
    summary,
    description,
    examples,
    args,
    flags,
    aliases: [],
    hidden: command.hidden,
    strict: command.strict,
  }
  return cached as unknown as Command.Loadable
}
