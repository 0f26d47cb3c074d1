import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import PolicyCreate from '../../commands/policy/create.js'
import PolicyDiff from '../../commands/policy/diff.js'
import PolicyLint from '../../commands/policy/lint.js'
import PolicyList from '../../commands/policy/list.js'
import PolicyShow from '../../commands/policy/show.js'
import type { DiffPolicyResult } from '../../src/policies/diff.js'
import type { LintPolicyResult } from '../../src/policies/lint.js'
import type { ListPoliciesResult } from '../../src/policies/list.js'
import type { ShownPolicy } from '../../src/policies/show.js'
import { expectMatchesSchema } from '../helpers/schema.js'
import { folderWith } from '../helpers/temp-folder.js'
import { createVaultWorld } from '../helpers/vault-world.js'

const worldWithVms = () => createVaultWorld({ vms: ['web-01', 'web-02'] })

describe('azbk policy list', () => {
  it('lists VM policies by name, without those of other workloads and without counts that Azure does not give', async () => {
    const run = await worldWithVms().run(PolicyList, [])

    expect(run.stdout).toBe(
      [
        'Name            Kind      Schedule                       Time zone  Kept',
        'DefaultPolicy   standard  daily at 16:30                 UTC        30 days',
        'EnhancedPolicy  enhanced  every 4 h from 08:00 for 12 h  UTC        30 days',
        '',
      ].join('\n'),
    )
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
  })

  it('counts the VMs of each policy with --counts', async () => {
    const run = await worldWithVms().run(PolicyList, ['--counts', '--output', 'json'])

    expectMatchesSchema('policy-list', run.json())
    const counts = run.json<ListPoliciesResult>().result.map((policy) => [policy.name, policy.itemCount])
    expect(counts).toEqual([
      ['DefaultPolicy', 2],
      ['EnhancedPolicy', 0],
    ])
  })

  it('leaves out a VM policy that it cannot read, and says so', async () => {
    const world = createVaultWorld()
    const properties = { backupManagementType: 'AzureIaasVM', schedulePolicy: { schedulePolicyType: 'AdaptivePolicy' } }
    world.answer(/backupPolicies\?/, 200, {
      value: [{ id: `${world.vaultId}/backupPolicies/new`, name: 'new', properties }],
    })

    const run = await world.run(PolicyList, [])

    expect(run.stdout).toBe('No VM policies here. Create one with `azbk policy create`.\n')
    expect(run.stderr).toContain(
      "Policy 'new' is left out: azbk does not know what it says: schedulePolicyType is 'AdaptivePolicy'.",
    )
    expect(run.exitCode).toBe(0)
  })
})

describe('azbk policy show', () => {
  it('tells schedule, next runs in UTC and in the zone, retention in words, and who follows it', async () => {
    const world = worldWithVms()
    await world.run(PolicyCreate, [
      '--name',
      'gold',
      '--template',
      'standard',
      '--time-zone',
      'Asia/Kolkata',
      '--archive',
      '90d',
    ])
    world.protect('web-02', { policyId: `${world.vaultId}/backupPolicies/gold` })

    const run = await world.run(PolicyShow, ['--name', 'GOLD'])

    expect(run.stdout).toBe(
      [
        'Name:            gold',
        'Vault:           vault-contoso',
        'Kind:            enhanced',
        'Consistency:     application where the VM allows',
        'Schedule:        daily at 22:00 (India Standard Time)',
        'Next runs:       2026-03-02 16:30 UTC = 2026-03-02 22:00 India Standard Time',
        '                 2026-03-03 16:30 UTC = 2026-03-03 22:00 India Standard Time',
        '                 2026-03-04 16:30 UTC = 2026-03-04 22:00 India Standard Time',
        'Kept:            30 days',
        '                 12 weeks: Sunday',
        '                 12 months: First Sunday',
        'Instant restore: 5 days',
        'Archive:         after 90 days',
        'VMs:             web-02 (IRPending)',
        '',
      ].join('\n'),
    )
    expect(run.exitCode).toBe(0)
  })

  it('prints a spec that is a policy file', async () => {
    const world = createVaultWorld()
    const run = await world.run(PolicyShow, ['--name', 'EnhancedPolicy', '--query', 'spec', '--output', 'yaml'])
    const file = join(await folderWith({ 'policy.yaml': run.stdout }), 'policy.yaml')

    const again = await world.run(PolicyCreate, ['--name', 'EnhancedPolicy', '--file', file])

    expect(again.stdout).toBe('= policy EnhancedPolicy: is there with this content\n')
  })

  it('shows a policy of another workload as Azure sent it', async () => {
    const run = await createVaultWorld().run(PolicyShow, ['--name', 'HourlyLogBackup', '--output', 'json'])

    expectMatchesSchema('policy-show', run.json())
    expect(run.json().result).toMatchObject({
      workload: 'AzureWorkload',
      body: { backupManagementType: 'AzureWorkload' },
    })
  })

  it('matches its schema for a VM policy', async () => {
    const run = await worldWithVms().run(PolicyShow, ['--name', 'DefaultPolicy', '--output', 'json'])

    expectMatchesSchema('policy-show', run.json())
    expect(run.json<ShownPolicy>().result.items.map((item) => item.machineName)).toEqual(['web-01', 'web-02'])
  })

  it('warns when it does not know the zone, and names what it has no word for', async () => {
    const world = createVaultWorld()
    const { properties } = world.get<{ properties: object }>(`${world.vaultId}/backupPolicies/DefaultPolicy`)
    const body = {
      name: 'odd',
      properties: { ...properties, timeZone: 'Mars Standard Time', granularity: { level: 2 } },
    }
    world.answer(/backupPolicies\/odd/, 200, body)

    const run = await world.run(PolicyShow, ['--name', 'odd'])

    expect(run.stderr).toContain("azbk does not know the time zone 'Mars Standard Time'")
    expect(run.stdout).toContain('Also set:        granularity\n')
    expect(run.exitCode).toBe(0)
  })

  it('names close policies when there is none of that name', async () => {
    const run = await createVaultWorld().run(PolicyShow, ['--name', 'DefaltPolicy'])

    expect(run.stderr).toContain("Vault 'vault-contoso' has no policy 'DefaltPolicy'.")
    expect(run.stderr).toContain('Did you mean DefaultPolicy?')
    expect(run.exitCode).toBe(4)
  })
})

describe('azbk policy diff', () => {
  it('says what would change and what a VM would have left', async () => {
    const run = await worldWithVms().run(PolicyDiff, ['--name', 'DefaultPolicy', '--keep-daily', '7'])

    expect(run.stdout).toBe(
      [
        '~ retention.daily 30 days -> 7 days',
        'It removes recovery points of 2 VMs: about 23 of 30 each.',
        'A VM backed up by it all along would keep 7 of 30 points, the oldest from 2026-02-23 16:30 UTC',
        'instead of 2026-01-31 16:30 UTC (of the last 5 years). Add --points to see the real ones.',
        '',
      ].join('\n'),
    )
    expect(run.exitCode).toBe(0)
  })

  it('names the real points with --points', async () => {
    const world = worldWithVms()
    world.mock.control.advance(12 * 86_400_000)

    const run = await world.run(PolicyDiff, [
      '--name',
      'DefaultPolicy',
      '--keep-daily',
      '7',
      '--points',
      '--output',
      'json',
    ])

    expectMatchesSchema('policy-diff', run.json())
    const { points } = run.json<DiffPolicyResult>().result.pruning
    expect(points).toMatchObject([
      { machine: 'web-01', held: 12 },
      { machine: 'web-02', held: 12 },
    ])
    expect(points?.[0]?.pruned).toHaveLength(5)
    expect(points?.[0]?.pruned[0]).toMatchObject({ keep: true, reasons: [{ rule: 'daily' }] })
  })

  it('compares with another policy, exit 10 with --detailed-exit-code', async () => {
    const run = await createVaultWorld().run(PolicyDiff, [
      '--name',
      'DefaultPolicy',
      '--to',
      'EnhancedPolicy',
      '--detailed-exit-code',
    ])

    expect(run.stdout).toContain('~ kind standard -> enhanced\n')
    expect(run.stdout).toContain('It removes no recovery points.\n')
    expect(run.exitCode).toBe(10)
  })

  it('finds nothing between a policy and itself, and refuses to compare with nothing', async () => {
    const world = createVaultWorld()

    const same = await world.run(PolicyDiff, [
      '--name',
      'DefaultPolicy',
      '--to',
      'DefaultPolicy',
      '--detailed-exit-code',
    ])
    const nothing = await world.run(PolicyDiff, ['--name', 'DefaultPolicy'])

    expect(same.stdout).toBe("Policy 'DefaultPolicy' and DefaultPolicy say the same.\n")
    expect(same.exitCode).toBe(0)
    expect(nothing.stderr).toContain('NOTHING_TO_COMPARE')
    expect(nothing.exitCode).toBe(2)
  })
})

describe('azbk policy lint', () => {
  const lint = async (text: string, ...argv: string[]) => {
    const file = join(await folderWith({ 'gold.yaml': text }), 'gold.yaml')
    return { file, ...(await createVaultWorld().run(PolicyLint, ['--file', file, ...argv])) }
  }
  const broken = [
    'kind: standard',
    'schedule: {frequency: hourly, intervalHours: 4, windowStart: 07:15, windowHours: 12}',
    'retention:',
    '  daily: {count: 3}',
    'instantRestoreDays: 2',
    'timeZone: Berlin',
  ].join('\n')

  it('shows each finding at its line where GitHub Actions runs it', async () => {
    const { file, stderr } = await lint(broken, '--output', 'json')
    expect(stderr).toBe('')

    const pipeline = await createVaultWorld().run(PolicyLint, ['--file', file], { env: { GITHUB_ACTIONS: 'true' } })
    const annotations = pipeline.stderr.trimEnd().split('\n')

    expect(annotations).toHaveLength(4)
    expect(annotations[0]).toMatch(`::error file=${file},line=2,col=12,title=azbk::`)
  })

  it('names every broken rule of a file with line, reason, fix and source; exit 10', async () => {
    const { file, ...run } = await lint(broken)

    expect(run.stdout.split('\n')).toEqual([
      `${file}:2:12: error: schedule.frequency: A standard policy runs daily or weekly; several backups a day need an enhanced one.`,
      '    Set kind to enhanced, or frequency to daily. [hourly-enhanced; learn.microsoft.com/azure/backup/backup-azure-vms-enhanced-policy]',
      `${file}:2:49: error: schedule.windowStart: Backups start on the hour or the half hour; 07:15 is neither.`,
      '    Use 07:00 or 07:30. [half-hour-start; behaviour of learn.microsoft.com/rest/api/backup/protection-policies]',
      `${file}:4:11: error: retention.daily.count: 3 is outside what Azure keeps for daily points.`,
      expect.stringContaining('[retention-count; '),
      `${file}:6:1: error: timeZone: 'Berlin' is not a time zone of Windows or of the IANA database.`,
      "    Did you mean 'Europe/Berlin'? [time-zone; behaviour of learn.microsoft.com/rest/api/backup/protection-policies]",
      '',
    ])
    expect(run.exitCode).toBe(10)
  })

  it('ends with 0 on warnings, with 10 when --fail-on warning', async () => {
    const text =
      'schedule: {frequency: daily, time: 22:00}\nretention: {daily: {count: 30}, weekly: {count: 2, days: [Sunday]}}\n'

    const lenient = await lint(text)
    const strict = await lint(text, '--fail-on', 'warning', '--output', 'json')

    expect(lenient.stdout).toContain('warning: retention.weekly.count')
    expect(lenient.exitCode).toBe(0)
    expectMatchesSchema('policy-lint', strict.json())
    expect(strict.json<LintPolicyResult>().result[0]?.problems).toMatchObject([
      { line: 2, column: 42, rule: 'rule-without-effect' },
    ])
    expect(strict.exitCode).toBe(10)
  })

  it('ends with 2 on a file that is no policy file', async () => {
    const run = await lint('schedule:\n\tfrequency: daily\n')

    expect(run.stderr).toContain('a tab is used for indentation')
    expect(run.exitCode).toBe(2)
  })

  it('checks all VM policies of a vault, or the one that is named', async () => {
    const all = await createVaultWorld().run(PolicyLint, [])
    const one = await createVaultWorld().run(PolicyLint, ['--name', 'EnhancedPolicy'])

    expect(all.stdout).toBe('DefaultPolicy: ok\nEnhancedPolicy: ok\n')
    expect(one.stdout).toBe('EnhancedPolicy: ok\n')
    expect(one.exitCode).toBe(0)
  })
})
