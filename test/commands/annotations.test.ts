import { describe, expect, it } from 'vitest'
import Protect from '../../commands/protect.js'
import VaultShow from '../../commands/vault/show.js'
import { runAzbk } from '../helpers/run-command.js'

const GITHUB = { GITHUB_ACTIONS: 'true' }
const AZURE_PIPELINES = { TF_BUILD: 'True' }

describe('a run in a pipeline', () => {
  it.each([
    ['GitHub Actions', GITHUB, "::error title=azbk::There is no vault 'nope'.\n"],
    ['Azure Pipelines', AZURE_PIPELINES, "##vso[task.logissue type=error]There is no vault 'nope'.\n"],
  ])('of %s shows why it failed, in every output form', async (_system, env, line) => {
    const [table, json] = await Promise.all([
      runAzbk(VaultShow, ['--name', 'nope'], { env }),
      runAzbk(VaultShow, ['--name', 'nope', '--json'], { env }),
    ])

    expect(table.stderr).toContain(line)
    expect(json.stderr).toBe(line)
  })

  it('shows warnings, and each VM that could not be worked on', async () => {
    const argv = ['--vm', 'pay-broken-01', '--vm', 'ml-eph-01', '--dry-run', '--json']
    const { stderr, exitCode } = await runAzbk(Protect, argv, { env: GITHUB })

    expect(exitCode).toBe(3)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^::warning title=azbk::VM 'pay-broken-01' is in a failed provisioning state/),
      expect.stringMatching(/^::error title=azbk::ml-eph-01: VM 'ml-eph-01' has an ephemeral OS disk/),
    ])
  })

  it('elsewhere prints none of it', async () => {
    const { stderr } = await runAzbk(VaultShow, ['--name', 'nope'], { env: { CI: 'true' } })

    expect(stderr).not.toMatch(/::|##vso/)
  })
})
