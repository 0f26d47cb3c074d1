import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import PolicyCreate from '../../commands/policy/create.js'
import type { CreatePolicyResult } from '../../src/policies/create.js'
import { expectMatchesSchema } from '../helpers/schema.js'
import { folderWith } from '../helpers/temp-folder.js'
import { createVaultWorld } from '../helpers/vault-world.js'

async function fileOf(text: string): Promise<string> {
  return join(await folderWith({ 'gold.yaml': text }), 'gold.yaml')
}

describe('azbk policy create', () => {
  it('makes a policy from a template, in the zone that was named, and says how to use it', async () => {
    const world = createVaultWorld()

    const run = await world.run(PolicyCreate, [
      '--name',
      'dev-0300',
      '--template',
      'dev',
      '--start',
      '03:00',
      '--time-zone',
      'Europe/Berlin',
    ])

    expect(run.stdout).toBe(
      [
        '+ policy dev-0300: enhanced, daily at 03:00 W. Europe Standard Time, kept 7 days',
        '    kind: enhanced',
        '    schedule: daily at 03:00',
        '    timeZone: W. Europe Standard Time',
        '    retention.daily: 7 days',
        '    instantRestoreDays: 2 days',
        '    consistency: app',
        "Policy 'dev-0300' is in vault 'vault-contoso'. Use it: azbk protect --vm <name> --policy dev-0300",
        '',
      ].join('\n'),
    )
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
  })

  it('keeps everything it was told, crash consistency, archive and snapshot group too', async () => {
    const world = createVaultWorld()
    const content = [
      ...['--start', '22:00', '--every', '6', '--consistency', 'crash', '--archive', '3m', '--keep-monthly', '24'],
      ...['--keep-monthly-on', 'Last Sunday', '--snapshot-group-prefix', 'rg-snap-', '--instant-restore-days', '3'],
    ]

    const run = await world.run(PolicyCreate, ['--name', 'gold', ...content, '--output', 'json'])

    const { result } = run.json<CreatePolicyResult>()
    expectMatchesSchema('policy-create', run.json())
    expect(run.json().warnings).toEqual([])
    expect(result).toMatchObject({ applied: true, name: 'gold', vaultName: 'vault-contoso' })
    const stored = world.get<{ properties: object }>(`${world.vaultId}/backupPolicies/gold`)
    expect(stored.properties).toMatchObject({
      policyType: 'V2',
      snapshotConsistencyType: 'OnlyCrashConsistent',
      instantRPDetails: { azureBackupRGNamePrefix: 'rg-snap-' },
      instantRpRetentionRangeInDays: 3,
      schedulePolicy: {
        hourlySchedule: { interval: 6, scheduleWindowStartTime: '2026-03-02T22:00:00Z', scheduleWindowDuration: 24 },
      },
      tieringPolicy: { ArchivedRP: { tieringMode: 'TierAfter', duration: 3, durationType: 'Months' } },
    })
  })

  it('does nothing when the same policy is there', async () => {
    const world = createVaultWorld()
    const same = ['--name', 'weekly', '--days', 'Sunday,wed', '--keep-weekly', '8', '--time-zone', 'Europe/Paris']
    await world.run(PolicyCreate, same)
    const sent = world.writes().length

    const run = await world.run(PolicyCreate, [...same, '--dry-run', '--detailed-exit-code'])

    expect(run.stdout).toBe('= policy weekly: is there with this content\n')
    expect(run.exitCode).toBe(0)
    expect(world.writes()).toHaveLength(sent)
  })

  it('refuses a policy of that name with other content, naming what differs and `policy update`', async () => {
    const world = createVaultWorld()

    const run = await world.run(PolicyCreate, [
      '--name',
      'defaultpolicy',
      '--kind',
      'standard',
      '--start',
      '16:30',
      '--keep-daily',
      '60',
    ])

    expect(run.stderr).toContain("the vault has a policy 'DefaultPolicy' with other content")
    expect(run.stderr).toContain('retention.daily 30 days -> 60 days')
    expect(run.stderr).toContain('azbk policy update --name DefaultPolicy --vault vault-contoso')
    expect(run.stderr).toContain('POLICY_EXISTS')
    expect(run.stdout).toBe('')
    expect(run.exitCode).toBe(6)
  })

  it('refuses the name of a policy of another workload', async () => {
    const run = await createVaultWorld().run(PolicyCreate, ['--name', 'HourlyLogBackup'])

    expect(run.stderr).toContain('it is not for VMs but for AzureWorkload')
    expect(run.exitCode).toBe(6)
  })

  it('shows the plan and sends nothing with --dry-run, exit 10 when asked for', async () => {
    const world = createVaultWorld()

    const run = await world.run(PolicyCreate, [
      '--name',
      'gold',
      '--template',
      'critical',
      '--dry-run',
      '--detailed-exit-code',
    ])

    expect(run.stdout).toContain('+ policy gold: enhanced, every 4 h from 08:00 for 24 h UTC')
    expect(run.stdout).toContain('this was a dry run')
    expect(run.exitCode).toBe(10)
    expect(world.writes()).toEqual([])
  })

  it('tells all broken rules at once, without a login, a vault or a request', async () => {
    const world = createVaultWorld()

    const run = await world.run(PolicyCreate, [
      ...['--name', 'x', '--start', '22:15', '--keep-daily', '4', '--time-zone', 'Berlin', '--vault', 'nowhere'],
    ])

    expect(run.stderr).toContain(
      [
        'Error: The policy has 5 problems:',
        "  name: 'x' cannot be the name of a policy. Use 3 to 150 letters, digits, - _ and !, a letter first.",
        '  schedule.time: Backups start on the hour or the half hour; 22:15 is neither. Use 22:00 or 22:30.',
        "  timeZone: 'Berlin' is not a time zone of Windows or of the IANA database. Did you mean 'Europe/Berlin'?",
        '  retention.daily.count: 4 is outside what Azure keeps for daily points. Use a whole number from 7 to 9999.',
        '  instantRestoreDays: Snapshots are kept 7 days; that must be less than the 4 days of daily points. Use at most 3, or keep daily points longer.',
        '',
      ].join('\n'),
    )
    expect(run.exitCode).toBe(2)
    expect(world.mock.control.requests.entries.filter(({ path }) => path.includes('nowhere'))).toEqual([])
  })

  it('gives the problems to programs with field, rule and source', async () => {
    const run = await createVaultWorld().run(PolicyCreate, ['--name', 'gold', '--start', '22:15', '--output', 'json'])

    const { error } = run.json() as unknown as { error: { code: string; details: { problems: unknown[] } } }
    expectMatchesSchema('error', run.json())
    expect(error.code).toBe('POLICY_INVALID')
    expect(error.details.problems).toMatchObject([
      { field: 'schedule.time', rule: 'half-hour-start', severity: 'error' },
    ])
    expect(run.exitCode).toBe(2)
  })

  it('passes warnings on and goes ahead', async () => {
    const run = await createVaultWorld().run(PolicyCreate, ['--name', 'gold', '--keep-weekly', '2'])

    expect(run.stderr).toContain('Warning: retention.weekly.count: Its points are kept 14 days')
    expect(run.exitCode).toBe(0)
  })

  it('reads a file, with flags over it', async () => {
    const file = await fileOf('schedule: {frequency: daily, time: 22:00}\nretention: {daily: {count: 30}}\n')

    const run = await createVaultWorld().run(PolicyCreate, [
      '--name',
      'gold',
      '--file',
      file,
      '--keep-daily',
      '60',
      '--output',
      'json',
    ])

    expect(run.json<CreatePolicyResult>().result.spec.retention).toEqual({ daily: { count: 60 } })
    expect(run.exitCode).toBe(0)
  })

  it.each([
    ['a tab', 'schedule:\n\tfrequency: daily\n', ':2:1: a tab is used for indentation; YAML allows only spaces'],
    [
      'a wrong type',
      'schedule: {frequency: daily, time: 22:00}\nretention: {daily: 30}\n',
      ":2:13: 'retention.daily' must be a mapping",
    ],
    [
      'an unknown key',
      'keep: 30\nschedule: {frequency: daily, time: 22:00}\nretention: {}\n',
      ":1:1: unknown key 'keep'",
    ],
  ])('names the line of a file with %s', async (_, text, says) => {
    const file = await fileOf(text)

    const run = await createVaultWorld().run(PolicyCreate, ['--name', 'gold', '--file', file])

    expect(run.stderr).toContain(`${file}${says}`)
    expect(run.stderr).toContain('POLICY_FILE_INVALID')
    expect(run.exitCode).toBe(2)
  })

  it('refuses --file and --template together, and a vault that is not there', async () => {
    const both = await createVaultWorld().run(PolicyCreate, ['--name', 'gold', '--file', 'x.yaml', '--template', 'dev'])
    const lost = await createVaultWorld().run(PolicyCreate, ['--name', 'gold', '--vault', 'vault-contos'])

    expect(both.exitCode).toBe(2)
    expect(lost.stderr).toContain('Did you mean vault-contoso?')
    expect(lost.exitCode).toBe(4)
  })

  it('says what Azure stored otherwise', async () => {
    const world = createVaultWorld()
    const id = `${world.vaultId}/backupPolicies/gold`
    const properties = {
      backupManagementType: 'AzureIaasVM',
      policyType: 'V2',
      schedulePolicy: {
        schedulePolicyType: 'SimpleSchedulePolicyV2',
        scheduleRunFrequency: 'Daily',
        dailySchedule: { scheduleRunTimes: ['2026-03-02T22:00:00Z'] },
      },
      retentionPolicy: {
        retentionPolicyType: 'LongTermRetentionPolicy',
        dailySchedule: {
          retentionTimes: ['2026-03-02T22:00:00Z'],
          retentionDuration: { count: 30, durationType: 'Days' },
        },
      },
      instantRpRetentionRangeInDays: 7,
      timeZone: 'UTC',
    }
    world.mock.control.inject({
      method: 'PUT',
      path: /backupPolicies\/gold/,
      fault: { kind: 'status', status: 200, body: { id, name: 'gold', properties } },
    })

    const run = await world.run(PolicyCreate, ['--name', 'gold', '--consistency', 'crash'])

    expect(run.stderr).toBe('Warning: Azure stored the policy differently: consistency crash -> app.\n')
    expect(run.exitCode).toBe(0)
  })
})
