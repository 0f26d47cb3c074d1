import { describe, expect, it } from 'vitest'
import { expectMatchesSchema } from '../helpers/schema.js'
import { spawnAzbk } from '../helpers/spawn-azbk.js'

describe('a mistake in the command line', () => {
  it('in the name of a command is answered with the near one', async () => {
    const { stdout, stderr, exitCode } = await spawnAzbk(['vualt', 'list'])

    expect(stdout).toBe('')
    expect(stderr).toContain("'vualt list' is not an azbk command.")
    expect(stderr).toContain("Did you mean 'azbk vault list'?")
    expect(exitCode).toBe(2)
  })

  it.each([
    ['lst', "Did you mean 'azbk vault list'?"],
    ['frobnicate', 'azbk vault --help lists the commands.'],
  ])('in the verb of a topic is answered from that topic: %s', async (verb, advice) => {
    const { stderr, exitCode } = await spawnAzbk(['vault', verb])

    expect(stderr.match(/^Try:\s+(?:- )?(.+)$/m)?.[1]).toBe(advice)
    expect(exitCode).toBe(2)
  })

  it('in the name of a command without a near one points to the help', async () => {
    const { stderr, exitCode } = await spawnAzbk(['frobnicate'])

    expect(stderr).not.toContain('Did you mean')
    expect(stderr).toContain('azbk --help lists the commands.')
    expect(exitCode).toBe(2)
  })

  it('in the name of a command is answered the same when its help is asked for', async () => {
    expect(await spawnAzbk(['vualt', 'list', '--help'])).toEqual(await spawnAzbk(['vualt', 'list']))
  })

  it('in the number of words names the one too many', async () => {
    const { stderr, exitCode } = await spawnAzbk(['vault', 'list', 'mine'])

    expect(stderr).toContain("'azbk vault list' takes no argument here: 'mine'.")
    expect(exitCode).toBe(2)
  })

  it.each([
    ['an unknown command', ['vualt', 'list']],
    ['an unknown flag', ['vault', 'list', '--frobnicate']],
    ['a value that is none of the options', ['vault', 'list', '--mock', '--cloud', 'Moon']],
    ['a vault that is not there', ['vault', 'show', '--name', 'nothing-here', '--mock']],
    ['a question that nobody can answer', ['vault', 'delete', '--name', 'vault-eus-empty', '--mock']],
  ])('%s ends with the same exit code as text and as JSON', async (_what, argv) => {
    const asText = await spawnAzbk(argv)
    const asJson = await spawnAzbk([...argv, '--json'])

    expect(asText.stdout).toBe('')
    expect(asText.stderr).toMatch(/^Error: /m)
    expect(asText.exitCode).toBeGreaterThan(1)
    expectMatchesSchema('error', JSON.parse(asJson.stdout))
    expect(asJson.exitCode).toBe(asText.exitCode)
  })
})
