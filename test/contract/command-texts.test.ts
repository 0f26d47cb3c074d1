import { describe, expect, it } from 'vitest'
import { globalFlags, waitFlags, writeFlags } from '../../src/cli/flags.js'
import { allCommands } from '../helpers/all-commands.js'

const commands = await allCommands()

describe.each(commands)('the texts of $name', ({ name, command, flags }) => {
  it('say what it does in one line and in full', () => {
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/)
    expect(command.description).toMatch(/\S+ \S+ \S+.*\.$/s)
  })

  it('show two examples or more, with long flags that exist', () => {
    const examples = (command.examples ?? []).map((example) =>
      typeof example === 'string' ? example : example.command,
    )
    const words = examples.flatMap(azbkParts).flatMap((part) => part.split(/\s+/))

    expect(examples.length).toBeGreaterThanOrEqual(2)
    for (const line of examples) expect(line).toContain(`<%= config.bin %> ${name}`)
    expect(words.filter((word) => /^-[a-z]/i.test(word))).toEqual([])
    const named = words.flatMap((word) => word.match(/^--(no-)?([\w-]+)/)?.[2] ?? [])
    expect(named.filter((flag) => !(flag in flags))).toEqual([])
  })

  it('describe every flag and argument, without a full stop', () => {
    for (const [flag, { summary, description }] of Object.entries(flags))
      expect(summary ?? description, `--${flag}`).toMatch(/^\S.*[^.]$/s)
    for (const [arg, { description }] of Object.entries(command.args)) expect(description, arg).toMatch(/^\S.*[^.]$/s)
  })
})

describe('shared flags', () => {
  it('can each be set by a variable of the same name', () => {
    const shared = Object.entries({ ...globalFlags, ...writeFlags, ...waitFlags })

    for (const [name, flag] of shared)
      expect(flag.env, `--${name}`).toBe(`AZBK_${name.replaceAll('-', '_').toUpperCase()}`)
  })
})

/** `name` and `vault` name one vault, `server` one mock, `journal` and `evidence` a folder, and `fail-on` belongs to waiting. */
const FROM_ENVIRONMENT = new Set([
  ...Object.keys({ ...globalFlags, ...writeFlags, ...waitFlags }),
  ...['vault', 'name', 'server', 'journal', 'evidence', 'fail-on'],
])

describe('flags of one command', () => {
  it.each(commands)(
    'of $name come from the command line only: what it works on, and what it may delete',
    ({ flags }) => {
      const fromEnvironment = Object.entries(flags).filter(([, flag]) => flag.env !== undefined)

      expect(fromEnvironment.map(([name]) => name).filter((name) => !FROM_ENVIRONMENT.has(name))).toEqual([])
    },
  )
})

/** What azbk itself is given in a line that may go on with another program. */
function azbkParts(line: string): string[] {
  const parts = line.replaceAll(/'[^']*'|"[^"]*"/g, "''").split(/ [|;&>]+ |; /)
  return parts.filter((part) => part.includes('<%= config.bin %>'))
}
