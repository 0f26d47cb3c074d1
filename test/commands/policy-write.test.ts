import { describe, expect, it } from 'vitest'
import PolicyCreate from '../../commands/policy/create.js'
import PolicyDelete from '../../commands/policy/delete.js'
import PolicyUpdate from '../../commands/policy/update.js'
import VaultUpdate from '../../commands/vault/update.js'
import type { UpdatePolicyResult } from '../../src/policies/update.js'
import { expectMatchesSchema } from '../helpers/schema.js'
import { azureRefusal, createVaultWorld } from '../helpers/vault-world.js'
import { GUARD } from '../helpers/vaults.js'

const DEFAULT = ['--name', 'DefaultPolicy']
const worldWithVms = () => createVaultWorld({ vms: ['web-01', 'web-02'] })
type World = ReturnType<typeof createVaultWorld>
const policyWrites = (world: World) => world.writes().filter(({ path }) => path.includes('/backupPolicies/'))
const stored = (world: World, name: string) =>
  world.get<{ properties: object }>(`${world.vaultId}/backupPolicies/${name}`).properties

describe('azbk policy update', () => {
  it('changes what is named and keeps the rest', async () => {
    const world = worldWithVms()

    const run = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '60', '--time-zone', 'Europe/Berlin'])

    expect(run.stdout).toBe(
      [
        '~ policy DefaultPolicy: removes no recovery points',
        '    timeZone: UTC -> W. Europe Standard Time',
        '    retention.daily: 30 days -> 60 days',
        "Policy 'DefaultPolicy' is changed. Schedule and retention count at once; points that go vanish within a day.",
        '',
      ].join('\n'),
    )
    expect(run.exitCode).toBe(0)
    expect(stored(world, 'DefaultPolicy')).toMatchObject({
      schedulePolicy: { scheduleRunFrequency: 'Daily', scheduleRunTimes: ['2026-03-02T16:30:00Z'] },
      retentionPolicy: { dailySchedule: { retentionDuration: { count: 60 } } },
      timeZone: 'W. Europe Standard Time',
    })
  })

  it('asks before points go, and changes nothing without a yes', async () => {
    const world = worldWithVms()

    const piped = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '7'])
    const declined = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '7'], {
      answers: ['no'],
      env: { NO_COLOR: '1' },
    })

    expect(piped.stderr).toContain('CONFIRMATION_NEEDED')
    expect(piped.exitCode).toBe(2)
    expect(declined.stderr).toContain(
      '~ policy DefaultPolicy: removes recovery points of 2 VMs: about 23 of 30 each [one-way: cannot be undone]',
    )
    expect(declined.exitCode).toBe(6)
    expect(policyWrites(world)).toEqual([])
  })

  it('goes ahead with --yes, and says in JSON what went', async () => {
    const world = worldWithVms()
    world.mock.control.advance(12 * 86_400_000)

    const run = await world.run(PolicyUpdate, [
      ...DEFAULT,
      '--keep-daily',
      '7',
      '--points',
      '--yes',
      '--output',
      'json',
    ])

    expectMatchesSchema('policy-update', run.json())
    const { result } = run.json<UpdatePolicyResult>()
    expect(result).toMatchObject({ applied: true, changes: [{ action: 'update', gate: 'one-way' }] })
    expect(result.changes[0]?.reason).toBe('removes 10 of 24 recovery points of 2 VMs')
    expect(policyWrites(world)).toHaveLength(1)
  })

  it('does not ask when no VM follows the policy', async () => {
    const run = await createVaultWorld().run(PolicyUpdate, [...DEFAULT, '--keep-daily', '7'])

    expect(run.stdout).toContain('~ policy DefaultPolicy: removes no recovery points')
    expect(run.exitCode).toBe(0)
  })

  it('shows the change and sends nothing with --dry-run', async () => {
    const world = worldWithVms()

    const run = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '7', '--dry-run', '--detailed-exit-code'])

    expect(run.stdout).toContain('retention.daily: 30 days -> 7 days\nNothing was changed: this was a dry run.')
    expect(run.exitCode).toBe(10)
    expect(policyWrites(world)).toEqual([])
  })

  it('does nothing when the policy says so already', async () => {
    const world = worldWithVms()

    const run = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '30'])

    expect(run.stdout).toBe('= policy DefaultPolicy: is as asked\n')
    expect(policyWrites(world)).toEqual([])
  })

  it('never changes the kind of a policy', async () => {
    const run = await createVaultWorld().run(PolicyUpdate, [...DEFAULT, '--kind', 'enhanced'])

    expect(run.stderr).toContain("policy 'DefaultPolicy' is standard, and a policy never changes its kind")
    expect(run.stderr).toContain('azbk protect --vm <name> --policy <new>')
    expect(run.exitCode).toBe(6)
  })

  it('does not shorten retention in an immutable vault, but lengthens it', async () => {
    const world = worldWithVms()
    await world.run(VaultUpdate, ['--name', 'vault-contoso', '--immutability', 'Unlocked'])

    const shorter = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '7', '--yes'])
    const longer = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '60', '--yes'])

    expect(shorter.stderr).toContain("vault 'vault-contoso' is immutable (Unlocked), so retention cannot be shortened")
    expect(shorter.exitCode).toBe(6)
    expect(longer.exitCode).toBe(0)
  })

  it('tells all rules that the changed policy would break', async () => {
    const world = createVaultWorld()

    const run = await world.run(PolicyUpdate, [
      ...DEFAULT,
      '--instant-restore-days',
      '9',
      '--start',
      '16:45',
      '--every',
      '4',
      '--yes',
    ])

    expect(run.stderr).toContain('The policy has 3 problems')
    expect(run.exitCode).toBe(2)
    expect(policyWrites(world)).toEqual([])
  })

  it('needs something to change, a policy that is there, and one for VMs', async () => {
    const world = createVaultWorld()

    const nothing = await world.run(PolicyUpdate, DEFAULT)
    const missing = await world.run(PolicyUpdate, ['--name', 'gold', '--keep-daily', '60'])
    const foreign = await world.run(PolicyUpdate, ['--name', 'HourlyLogBackup', '--keep-daily', '60'])

    expect([nothing.exitCode, missing.exitCode, foreign.exitCode]).toEqual([2, 4, 6])
    expect(foreign.stderr).toContain('POLICY_NOT_UNDERSTOOD')
  })

  it('sends the approval of a resource guard, and names the guard when it is missing', async () => {
    const world = worldWithVms()
    await world.run(VaultUpdate, ['--name', 'vault-contoso', '--resource-guard', GUARD, '--yes'])

    const allowed = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '60', '--yes', '--output', 'json'])
    const body = azureRefusal('LinkedAuthorizationFailed', `No right on the linked scope ${GUARD}.`)
    world.mock.control.inject({ method: 'PUT', path: /backupPolicies/, fault: { kind: 'status', status: 403, body } })
    const refused = await world.run(PolicyUpdate, [...DEFAULT, '--keep-daily', '90', '--yes'])

    expect(allowed.json<UpdatePolicyResult>().result.changes).toMatchObject([{ gate: 'second-person' }])
    expect(allowed.exitCode).toBe(0)
    expect(refused.stderr).toContain("Resource guard 'guard-01' has not approved this")
    expect(refused.exitCode).toBe(5)
  })
})

describe('azbk policy delete', () => {
  it('names the VMs that follow the policy, and what to run', async () => {
    const world = worldWithVms()

    const run = await world.run(PolicyDelete, [...DEFAULT, '--yes'])

    expect(run.stderr).toContain("2 VMs follow policy 'DefaultPolicy': web-01, web-02.")
    expect(run.stderr).toContain('azbk protect --vm rg-app/web-01 --policy <other>')
    expect(run.stderr).toContain('POLICY_IN_USE')
    expect(run.exitCode).toBe(6)
    expect(policyWrites(world)).toEqual([])
  })

  it('deletes a policy that no VM follows, after a yes', async () => {
    const world = createVaultWorld()
    await world.run(PolicyCreate, ['--name', 'gold'])

    const asked = await world.run(PolicyDelete, ['--name', 'gold'])
    const run = await world.run(PolicyDelete, ['--name', 'gold', '--yes', '--output', 'json'])
    const again = await world.run(PolicyDelete, ['--name', 'gold', '--yes'])

    expect(asked.exitCode).toBe(2)
    expectMatchesSchema('policy-delete', run.json())
    expect(run.json().result).toMatchObject({ applied: true, changes: [{ action: 'delete', name: 'gold' }] })
    expect(again.stdout).toBe("= policy gold: vault 'vault-contoso' has none: nothing to delete\n")
    expect(again.exitCode).toBe(0)
  })

  it("passes on Azure's refusal when a VM came to follow the policy meanwhile", async () => {
    const world = createVaultWorld()
    world.mock.control.inject({
      method: 'DELETE',
      path: /backupPolicies/,
      fault: {
        kind: 'status',
        status: 400,
        body: azureRefusal('BMSUserErrorPolicyObjectInUse', 'The policy is in use.'),
      },
    })

    const run = await world.run(PolicyDelete, ['--name', 'EnhancedPolicy', '--yes'])

    expect(run.stderr).toContain('Azure says: The policy is in use.')
    expect(run.stderr).toContain('POLICY_IN_USE')
    expect(run.exitCode).toBe(6)
  })
})
