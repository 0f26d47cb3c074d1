import { describe, expect, it } from 'vitest'
import Whoami from '../../commands/whoami.js'
import type { WhoamiReport } from '../../src/doctor/whoami.js'
import type { RoleDefinition } from '../../src/model/job-roles.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

const SUBSCRIPTION = createTestMock({ world: 'empty' }).subscriptions[0]?.id

describe('whoami', () => {
  it('says who is logged in, where, and that an owner may do all', async () => {
    const run = await runAzbk(Whoami, ['--json'], { mock: createTestMock({ world: 'empty' }) })
    const { identity, subscription, scope, verbs } = run.json<WhoamiReport>().result

    expect(run).toMatchObject({ exitCode: 0, stderr: '' })
    expect(identity).toMatchObject({ name: 'admin@contoso.com', kind: 'user', tenantId: expect.stringMatching(/^0/) })
    expect(subscription).toMatchObject({ id: SUBSCRIPTION, state: 'Enabled' })
    expect(scope).toBe(`/subscriptions/${SUBSCRIPTION}`)
    expect(verbs.filter(({ allowed }) => !allowed)).toEqual([])
  })

  it('names for each verb what an operator lacks, and the role that holds it', async () => {
    const mock = createTestMock({ world: 'empty', identity: 'backup-operator' })
    const { verbs } = (await runAzbk(Whoami, ['--json'], { mock })).json<WhoamiReport>().result
    const verb = (name: string) => verbs.find((one) => one.verb === name)

    expect(verb('job cancel')).toMatchObject({ allowed: false, missing: ['Microsoft.Resources/subscriptions/read'] })
    expect(verb('policy create')?.missing).toContain('Microsoft.RecoveryServices/vaults/backupPolicies/write')
    expect(verb('policy create')?.roles).toContain('Backup Contributor')
  })

  it('prints a table with the permissions', async () => {
    const mock = createTestMock({ world: 'empty', identity: 'backup-reader' })
    const { stdout } = await runAzbk(Whoami, [], { mock })

    expect(stdout).toMatch(/^Login: +admin@contoso\.com$/m)
    expect(stdout).toMatch(/^backup +no +Microsoft\./m)
  })

  it.each(['table', 'json'])('prints the role of a job for az, with --output %s', async (output) => {
    const argv = ['--role', 'operator', '--resource-group', 'rg-app', '--output', output]
    const run = await runAzbk(Whoami, argv, { mock: createTestMock({ world: 'empty' }) })
    const document = JSON.parse(run.stdout)
    const role: RoleDefinition = output === 'json' ? document.result : document

    expect(run.exitCode).toBe(0)
    expect(role).toMatchObject({ Name: 'azbk operator', IsCustom: true })
    expect(role.AssignableScopes).toEqual([`/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-app`])
    expect(role.Actions).toContain(
      'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/write',
    )
  })

  it('refuses a job that it does not know', async () => {
    const run = await runAzbk(Whoami, ['--role', 'king'], { mock: createTestMock({ world: 'empty' }) })

    expect(run.exitCode).toBe(2)
    expect(run.stderr).toMatch(/--role: 'king'.*reader, operator, planner, restorer, driller/s)
  })
})
