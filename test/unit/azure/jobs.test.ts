import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cancelJob, filterTexts, findJob, listJobs, toJob } from '../../../src/azure/jobs.js'
import { filterTime, odataFilter } from '../../../src/azure/odata.js'
import { scriptAzure } from '../../helpers/scripted-azure.js'

const DAY_MS = 86_400_000
const VAULT = { subscriptionId: 's', resourceGroup: 'rg-backup', name: 'rsv' }
const VAULT_ID = '/subscriptions/s/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv'

const row = (name: string, properties: object) => ({
  id: `${VAULT_ID}/backupJobs/${name}`,
  name,
  properties: { jobType: 'AzureIaaSVMJob', operation: 'Backup', entityFriendlyName: 'web-01', ...properties },
})

describe('a time in a filter', () => {
  it.each([
    ['2026-01-31T00:00:00Z', '2026-01-31 12:00:00 AM'],
    ['2026-01-31T00:59:59Z', '2026-01-31 12:59:59 AM'],
    ['2026-01-31T09:05:07Z', '2026-01-31 09:05:07 AM'],
    ['2026-01-31T12:00:00Z', '2026-01-31 12:00:00 PM'],
    ['2026-01-31T23:30:00Z', '2026-01-31 11:30:00 PM'],
    ['2026-01-31T23:30:00+02:00', '2026-01-31 09:30:00 PM'],
  ])('%s is written as %s', (time, text) => {
    expect(filterTime(time)).toBe(text)
  })

  it('doubles quotes in values', () => {
    expect(odataFilter({ friendlyName: "o'neil", status: undefined })).toBe("friendlyName eq 'o''neil'")
  })
})

describe('the filter of a job list', () => {
  it('asks for VM jobs only, with what was wanted', () => {
    expect(filterTexts({})).toEqual(["backupManagementType eq 'AzureIaasVM'"])
    expect(filterTexts({ status: 'Failed', operation: 'Restore' })).toEqual([
      "backupManagementType eq 'AzureIaasVM' and status eq 'Failed' and operation eq 'Restore'",
    ])
  })

  it('names both ends of a window', () => {
    const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-31T00:00:00Z' }

    expect(filterTexts({ window })).toEqual([
      "backupManagementType eq 'AzureIaasVM' and startTime eq '2026-01-01 12:00:00 AM' and endTime eq '2026-01-31 12:00:00 AM'",
    ])
  })

  it('covers any window without a gap, in pieces that Azure takes', () => {
    const times = fc
      .integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) })
      .map((ms) => Math.floor(ms / 1000) * 1000)
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 400 * 86_400 }), (from, seconds) => {
        const to = from + seconds * 1000
        const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
        const pieces = filterTexts({ window }).map((text) =>
          [...text.matchAll(/Time eq '([^']+)'/g)].map((match) => Date.parse(`${match[1]} UTC`)),
        )

        expect(pieces[0]?.[0]).toBe(from)
        expect(pieces.at(-1)?.[1]).toBe(to)
        pieces.forEach(([start = 0, end = 0], i) => {
          expect(end - start).toBeLessThanOrEqual(30 * DAY_MS)
          if (i > 0) expect(start).toBe(pieces[i - 1]?.[1])
        })
      }),
    )
  })
})

describe('a job', () => {
  it('is read with phases, properties and errors', async () => {
    const properties = {
      status: 'Failed',
      startTime: '2026-03-02T09:00:00.1234567Z',
      endTime: '2026-03-02T10:56:16Z',
      duration: 'PT1H56M16.9236672S',
      actionsInfo: ['Cancellable'],
      containerName: 'iaasvmcontainerv2;rg;web-01',
      errorDetails: [
        { errorCode: 380008, errorTitle: 'AzureVmOffline', errorString: 'Off.', recommendations: ['Start it.'] },
      ],
      extendedInfo: {
        tasksList: [
          {
            taskId: 'Take Snapshot',
            startTime: '0001-01-01T00:00:00',
            endTime: '0001-01-01T00:00:00',
            duration: 'PT0S',
            status: 'NotStarted',
          },
        ],
        propertyBag: { 'Backup Size': '11390 MB', 'Recovery point time ': '1/1/2026 6:41:00 AM' },
      },
    }
    const azure = scriptAzure([{ body: row('j1', properties) }])

    expect(await findJob(azure.session, { vault: VAULT, name: 'j1' })).toEqual({
      id: `${VAULT_ID}/backupJobs/j1`,
      name: 'j1',
      vaultId: VAULT_ID,
      vaultName: 'rsv',
      secondaryRegion: null,
      operation: 'Backup',
      status: 'Failed',
      machineName: 'web-01',
      containerName: 'iaasvmcontainerv2;rg;web-01',
      startTime: '2026-03-02T09:00:00.123Z',
      endTime: '2026-03-02T10:56:16.000Z',
      durationMs: 6_976_924,
      cancellable: true,
      phases: [
        { name: 'Take Snapshot', status: 'NotStarted', startTime: null, endTime: null, durationMs: 0, detail: null },
      ],
      percent: null,
      estimatedRemainingMs: null,
      errors: [{ code: 380008, title: 'AzureVmOffline', message: 'Off.', recommendations: ['Start it.'] }],
      properties: { 'Backup Size': '11390 MB', 'Recovery point time': '1/1/2026 6:41:00 AM' },
    })
  })

  it.each([
    [[1], true],
    [['Cancellable'], true],
    [['cancellable'], true],
    [['Retriable'], false],
    [undefined, false],
  ])('with actions %j can be cancelled: %s', (actionsInfo, cancellable) => {
    expect(toJob(row('j', { actionsInfo }), VAULT).cancellable).toBe(cancellable)
  })

  it('of a status nobody knows counts as running until it has an end', () => {
    const startTime = '2026-03-02T09:00:00Z'

    expect(toJob(row('j', { status: 'Pondering', startTime }), VAULT).status).toBe('InProgress')
    expect(toJob(row('j', { status: 'Pondered', startTime, endTime: startTime }), VAULT).status).toBe(
      'CompletedWithWarnings',
    )
  })

  it('is undefined when the vault has none of that id', async () => {
    const azure = scriptAzure([{ status: 404, body: { error: { code: 'BMSUserErrorJobNotFound', message: 'No.' } } }])

    expect(await findJob(azure.session, { vault: VAULT, name: 'j' })).toBeUndefined()
  })
})

describe('a list of jobs', () => {
  it('follows pages and puts the newest first, each once', async () => {
    const at = (name: string, day: number) => row(name, { status: 'Completed', startTime: `2026-03-0${day}T09:00:00Z` })
    const next = `https://management.azure.com${VAULT_ID}/backupJobs?api-version=2024-04-01&$skiptoken=2`
    const azure = scriptAzure([
      { body: { value: [at('b', 2), at('a', 1)], nextLink: next } },
      { body: { value: [at('c', 3), at('b', 2)] } },
    ])

    const jobs = await listJobs(azure.session, VAULT)

    expect(jobs.map(({ name }) => name)).toEqual(['c', 'b', 'a'])
    expect(azure.sent[1]?.url).toBe(next)
  })
})

describe('a cancel', () => {
  it('hands back where it can be followed', async () => {
    const statusUrl = `https://management.azure.com${VAULT_ID}/backupJobs/j/operationsStatus/1?api-version=2019-05-13-preview`
    const azure = scriptAzure([{ status: 202, headers: { 'azure-asyncoperation': statusUrl } }])

    const handle = await cancelJob(azure.session, { vault: VAULT, name: 'j' })

    expect(handle.statusUrl).toBe(statusUrl)
    expect(azure.sent[0]).toMatchObject({ method: 'POST', url: expect.stringContaining('/backupJobs/j/cancel?') })
  })
})
