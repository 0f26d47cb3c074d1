import type { AzureIaaSVMProtectionPolicy } from '@azure/arm-recoveryservicesbackup'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deletePolicy, findPolicy, putPolicy, readPolicies } from '../../../src/azure/policies.js'
import { readSpec, UnreadablePolicy } from '../../../src/azure/policy-read.js'
import { specExtras, writeSpec } from '../../../src/azure/policy-write.js'
import { POLICY_TEMPLATES } from '../../../src/model/policy-templates.js'
import { validSpec } from '../../helpers/policy-arbitrary.js'
import { scriptAzure } from '../../helpers/scripted-azure.js'

const body = writeSpec(POLICY_TEMPLATES.standard, '2026-03-02')
const unreadable: Record<string, [change: Partial<AzureIaaSVMProtectionPolicy>, says: string]> = {
  'a schedule of a later kind': [{ schedulePolicy: { schedulePolicyType: 'LogSchedulePolicy' } }, 'LogSchedulePolicy'],
  'a frequency of a later kind': [
    { schedulePolicy: { schedulePolicyType: 'SimpleSchedulePolicyV2', scheduleRunFrequency: 'Fortnightly' } as never },
    'Fortnightly',
  ],
  'several starts a day': [
    {
      schedulePolicy: {
        schedulePolicyType: 'SimpleSchedulePolicy',
        scheduleRunFrequency: 'Daily',
        scheduleRunTimes: [new Date('2026-01-01T01:00:00Z'), new Date('2026-01-01T13:00:00Z')],
      },
    },
    '2 start times',
  ],
  'a retention of the simple kind': [
    { retentionPolicy: { retentionPolicyType: 'SimpleRetentionPolicy' } },
    'SimpleRetentionPolicy',
  ],
  'an unknown tier': [{ tieringPolicy: { ColdRP: { tieringMode: 'TierAfter' } } }, 'ColdRP'],
  'no schedule at all': [{ schedulePolicy: undefined as never }, 'none'],
}

describe('the wire form of a policy', () => {
  it('comes back as the spec it was made from', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        expect(readSpec({ ...writeSpec(spec, '2026-03-02'), ...specExtras(spec) })).toEqual(spec)
      }),
    )
  })

  it('repeats the start time of the schedule in every retention, without which Azure refuses it', () => {
    const text = JSON.stringify(writeSpec(POLICY_TEMPLATES.critical, '2026-03-02'))

    const times = [...text.matchAll(/"(?:retentionTimes":\[|scheduleWindowStartTime":)"([^"]+)"/g)].map((m) => m[1])
    expect(times).toEqual(Array(5).fill('2026-03-02T08:00:00.000Z'))
  })

  it('reads enum values in any case', () => {
    const shouting = JSON.parse(
      JSON.stringify(body).replace(/"(Daily|Weekly|Sunday|First|Months)"/g, (w) => w.toUpperCase()),
    )
    const time = new Date('2026-03-02T22:00:00Z')
    shouting.schedulePolicy.dailySchedule.scheduleRunTimes = [time]

    expect(readSpec(shouting)).toEqual(POLICY_TEMPLATES.standard)
  })

  for (const [what, [change, says]] of Object.entries(unreadable)) {
    it(`is not misread when it has ${what}`, () => {
      expect(() => readSpec({ ...body, ...change })).toThrow(UnreadablePolicy)
      expect(() => readSpec({ ...body, ...change })).toThrow(says)
    })
  }
})

describe('policies through the SDK', () => {
  const vault = { subscriptionId: 'sub-1', resourceGroup: 'rg-backup', name: 'rsv-1' }
  const id = (name: string) =>
    `/subscriptions/sub-1/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv-1/backupPolicies/${name}`
  const row = (name: string, properties: object) => ({ id: id(name), name, properties })
  const daily = { ...body, protectedItemsCount: 3 }
  const logs = row('HourlyLogBackup', { backupManagementType: 'AzureWorkload', workLoadType: 'SQLDataBase' })

  it('carry the consistency that the SDK cannot send, and properties newer than azbk', async () => {
    const spec = { ...POLICY_TEMPLATES.critical, consistency: 'crash', snapshotGroup: { prefix: 'rg-snap-' } } as const
    const stored = {
      ...writeSpec(spec, '2026-03-02'),
      snapshotConsistencyType: 'OnlyCrashConsistent',
      granularity: { level: 2 },
    }
    const azure = scriptAzure([{ body: row('critical', stored) }])

    const policy = await putPolicy(azure.session, vault, {
      name: 'critical',
      spec,
      extras: { granularity: { level: 2 } },
    })

    expect(azure.sent[0]).toMatchObject({
      method: 'PUT',
      url: `https://management.azure.com${id('critical')}?api-version=2024-04-01`,
      body: {
        properties: {
          policyType: 'V2',
          snapshotConsistencyType: 'OnlyCrashConsistent',
          granularity: { level: 2 },
          instantRPDetails: { azureBackupRGNamePrefix: 'rg-snap-' },
          schedulePolicy: { hourlySchedule: { scheduleWindowStartTime: '2026-03-02T08:00:00.000Z' } },
        },
      },
    })
    expect(policy).toMatchObject({ name: 'critical', spec, extras: { granularity: { level: 2 } } })
  })

  it('send the approval of a resource guard when they change', async () => {
    const request = '/guards/g1/updateProtectionPolicyRequests/default'
    const properties = {
      resourceGuardResourceId: '/guards/g1',
      resourceGuardOperationDetails: [{ vaultCriticalOperation: 'x', defaultResourceRequest: request }],
    }
    const azure = scriptAzure([{ body: { value: [{ properties }] } }, { body: row('dev', daily) }])

    await putPolicy(azure.session, vault, { name: 'dev', spec: POLICY_TEMPLATES.dev, isGuarded: true })

    expect(azure.sent[1]?.body).toMatchObject({ properties: { resourceGuardOperationRequests: [request] } })
  })

  it('of other workloads and of unknown shapes are kept out of lists but not lost', async () => {
    const later = row('Later', { ...daily, retentionPolicy: { retentionPolicyType: 'AdaptiveRetentionPolicy' } })
    const azure = scriptAzure([{ body: { value: [logs, row('Daily', daily), later] } }])

    const { policies, opaque } = await readPolicies(azure.session, vault)

    expect(policies).toMatchObject([
      { name: 'Daily', spec: POLICY_TEMPLATES.standard, itemCount: null, vaultName: 'rsv-1' },
    ])
    expect(opaque).toMatchObject([
      { name: 'HourlyLogBackup', workload: 'AzureWorkload', reason: 'it is not for VMs but for AzureWorkload' },
      { name: 'Later', workload: 'AzureIaasVM', reason: expect.stringContaining('AdaptiveRetentionPolicy') },
    ])
  })

  it('are read with their item count; unknown names are undefined and unreadable ones are refused', async () => {
    const azure = scriptAzure([{ body: row('Daily', daily) }, { status: 404, body: {} }, { body: logs }])

    expect(await findPolicy(azure.session, vault, 'Daily')).toMatchObject({ itemCount: 3 })
    expect(await findPolicy(azure.session, vault, 'Nope')).toBeUndefined()
    await expect(findPolicy(azure.session, vault, 'HourlyLogBackup')).rejects.toMatchObject({
      code: 'POLICY_NOT_UNDERSTOOD',
      exitCode: 6,
    })
  })

  it('are deleted whether Azure answers 200 or 204', async () => {
    const azure = scriptAzure([{ status: 200 }, { status: 204 }])

    await deletePolicy(azure.session, vault, 'Daily')
    await deletePolicy(azure.session, vault, 'Daily')

    expect(azure.sent.map((request) => request.method)).toEqual(['DELETE', 'DELETE'])
  })
})
