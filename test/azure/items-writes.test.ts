import { describe, expect, it } from 'vitest'
import { itemRefOf } from '../../src/azure/items.js'
import { deleteItem, enableProtection, stopProtection, undeleteItem } from '../../src/azure/protection.js'
import { armId } from '../../src/core/arm-id.js'
import { aMachine, aVault } from '../helpers/machines.js'
import { type Answer, ARM, scriptAzure } from '../helpers/scripted-azure.js'

const VAULT = aVault()
const MACHINE = aMachine()
const REF = itemRefOf(VAULT, MACHINE)
const POLICY = `${VAULT.id}/backupPolicies/standard-2200`
const STATUS = `${ARM}${VAULT.id}/backupOperations/op-1?api-version=2024-04-01`
const GUARD = '/subscriptions/s/resourceGroups/rg-guard/providers/Microsoft.DataProtection/resourceGuards/guard'

const accepted: Answer = { status: 202, headers: { 'azure-asyncoperation': STATUS } }
const succeeded: Answer = { body: { status: 'Succeeded', properties: { jobId: 'job-1' } } }
const noGuard: Answer = { body: { value: [] } }
const guarded: Answer = { body: { value: [{ properties: { resourceGuardResourceId: GUARD } }] } }
const properties = (body: unknown) => (body as { properties: Record<string, unknown> }).properties

describe('changing protection', () => {
  it('enables with one PUT, follows its operation and gives back the job', async () => {
    const { session, sent } = scriptAzure([accepted, { body: { status: 'InProgress' } }, succeeded])

    const change = await enableProtection(session, REF, { machineId: MACHINE.id, policyId: POLICY })

    expect(change).toEqual({ jobId: 'job-1' })
    expect(sent.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET'])
    expect(properties(sent[0]?.body)).toEqual({
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      sourceResourceId: MACHINE.id,
      policyId: POLICY,
    })
  })

  it.each([
    ['all disks again', 'all', {}],
    [
      'the OS disk only',
      { mode: 'include', luns: [] },
      { diskExclusionProperties: { diskLunList: [], isInclusionList: true } },
    ],
    [
      'all but some',
      { mode: 'exclude', luns: [1, 2] },
      { diskExclusionProperties: { diskLunList: [1, 2], isInclusionList: false } },
    ],
  ] as const)('says %s', async (_, disks, extendedProperties) => {
    const { session, sent } = scriptAzure([accepted, succeeded])

    await enableProtection(session, REF, { machineId: MACHINE.id, policyId: POLICY, disks })

    expect(properties(sent[0]?.body).extendedProperties).toEqual(extendedProperties)
  })

  it('looks once for new VMs when the vault does not know this one, then gives up with the cause', async () => {
    const refusal = {
      status: 400,
      body: { error: { code: 'BMSUserErrorInvalidConfigureProtectionRequest', message: 'No container.' } },
    }
    const { session, sent } = scriptAzure([refusal, accepted, succeeded, refusal])

    const change = enableProtection(session, REF, { machineId: MACHINE.id, policyId: POLICY })

    await expect(change).rejects.toMatchObject({ code: 'VM_NOT_BACKUPABLE', exitCode: 6 })
    expect(sent.map(({ method, url }) => [method, url.includes('refreshContainers')])).toEqual([
      ['PUT', false],
      ['POST', true],
      ['GET', false],
      ['PUT', false],
    ])
  })

  it.each([
    ['forever', 'ProtectionStopped'],
    ['asPolicy', 'BackupsSuspended'],
  ] as const)('stops and keeps %s, with the approval of a guard', async (keep, protectionState) => {
    const { session, sent } = scriptAzure([guarded, accepted, succeeded])

    await stopProtection(session, REF, { machineId: MACHINE.id, keep })

    expect(properties(sent[1]?.body)).toMatchObject({
      policyId: '',
      protectionState,
      resourceGuardOperationRequests: [`${GUARD}/stopProtectionWithRetainDataRequests/default`],
    })
  })

  it('undeletes with isRehydrate', async () => {
    const { session, sent } = scriptAzure([accepted, succeeded])

    await undeleteItem(session, REF, { machineId: MACHINE.id })

    expect(properties(sent[0]?.body)).toMatchObject({
      isRehydrate: true,
      protectionState: 'ProtectionStopped',
      policyId: '',
    })
  })

  it('unlocks a guarded deletion before it deletes', async () => {
    const { session, sent } = scriptAzure([
      guarded,
      { body: { unlockDeleteExpiryTime: '2026-03-02T10:00:00Z' } },
      accepted,
      succeeded,
    ])

    await deleteItem(session, REF, { itemId: armId(`${VAULT.id}/item`) })

    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE', 'GET'])
    expect(sent[1]?.body).toEqual({
      resourceGuardOperationRequests: [`${GUARD}/deleteProtectedItemRequests/default`],
      resourceToBeDeleted: `${VAULT.id}/item`,
    })
  })

  it('explains a deletion that immutability held back after Azure had accepted it', async () => {
    const error = { code: 'UserErrorDeleteBackupItemOnImmutableItem', message: 'Immutable.' }
    const { session } = scriptAzure([noGuard, accepted, { body: { status: 'Failed', error } }])

    await expect(deleteItem(session, REF, { itemId: armId(`${VAULT.id}/item`) })).rejects.toMatchObject({
      code: 'IMMUTABLE',
      exitCode: 6,
    })
  })

  it('adopts the job of a PUT whose answer was lost, and waits for its end', async () => {
    const job = (status: string) => ({
      id: `${VAULT.id}/backupJobs/job-9`,
      name: 'job-9',
      properties: {
        jobType: 'AzureIaaSVMJob',
        containerName: 'iaasvmcontainerv2;rg-app;web-01',
        operation: 'ConfigureBackup',
        status,
        startTime: '2026-03-02T09:00:00Z',
      },
    })
    const { session, sent } = scriptAzure([
      { fails: 'ECONNRESET' },
      { body: { value: [job('InProgress')] } },
      { body: job('InProgress') },
      { body: job('Completed') },
    ])

    const change = await enableProtection(session, REF, { machineId: MACHINE.id, policyId: POLICY })

    expect(change).toEqual({ jobId: 'job-9' })
    expect(sent.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  it('tells why an adopted job failed', async () => {
    const job = {
      id: `${VAULT.id}/backupJobs/job-9`,
      name: 'job-9',
      properties: {
        jobType: 'AzureIaaSVMJob',
        containerName: 'IaasVMContainer;iaasvmcontainerv2;rg-app;web-01',
        operation: 'ConfigureBackup',
        status: 'Failed',
        startTime: '2026-03-02T09:00:00Z',
        errorDetails: [{ errorCode: 1, errorTitle: 'VmNotFound', errorString: 'The VM is gone.' }],
      },
    }
    const { session } = scriptAzure([{ fails: 'ECONNRESET' }, { body: { value: [job] } }, { body: job }])

    const change = enableProtection(session, REF, { machineId: MACHINE.id, policyId: POLICY })

    await expect(change).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: expect.stringContaining('The VM is gone.'),
    })
  })
})

describe('a change of one VM among many', () => {
  const order = { machineId: MACHINE.id, policyId: POLICY, inFleet: true }
  const job = (status: string, startTime = '2026-03-02T09:00:02Z') => ({
    id: `${VAULT.id}/backupJobs/job-1`,
    name: 'job-1',
    properties: {
      jobType: 'AzureIaaSVMJob',
      backupManagementType: 'AzureIaasVM',
      operation: 'ConfigureBackup',
      status,
      startTime,
      ...(status === 'InProgress' ? {} : { endTime: '2026-03-02T09:00:30Z' }),
      containerName: REF.container.replace('IaasVMContainer;', ''),
      entityFriendlyName: MACHINE.name,
    },
  })
  const jobs = (...rows: object[]): Answer => ({ body: { value: rows } })
  const placesOf = (sent: readonly { method: string; url: string }[]) =>
    sent.map(({ method, url }) => `${method} ${/backupJobs|backupOperations|protectedItems/.exec(url)?.[0]}`)

  it('is followed through the list of jobs, which answers for all', async () => {
    const { session, sent } = scriptAzure([accepted, jobs(), jobs(job('InProgress')), jobs(job('Completed'))])

    expect(await enableProtection(session, REF, order)).toEqual({ jobId: 'job-1' })
    expect(placesOf(sent)).toEqual(['PUT protectedItems', ...Array(3).fill('GET backupJobs')])
  })

  it('asks the operation for the cause when the job failed', async () => {
    const error = { code: 'UserErrorGuestAgentStatusUnavailable', message: 'No agent.' }
    const { session, sent } = scriptAzure([accepted, jobs(job('Failed')), { body: { status: 'Failed', error } }])

    await expect(enableProtection(session, REF, order)).rejects.toMatchObject({
      details: { azureCode: 'UserErrorGuestAgentStatusUnavailable' },
    })
    expect(placesOf(sent).at(-1)).toBe('GET backupOperations')
  })

  it('asks the operation when no job shows, and takes none of before for its own', async () => {
    const old = job('Completed', '2026-03-02T08:50:00Z')
    const { session, sent } = scriptAzure([accepted, ...Array<Answer>(6).fill(jobs(old)), succeeded])

    expect(await enableProtection(session, REF, order)).toEqual({ jobId: 'job-1' })
    expect(placesOf(sent).at(-1)).toBe('GET backupOperations')
  })

  it('fails for all that wait when the list cannot be read', async () => {
    const refusal: Answer = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } }
    const { session } = scriptAzure([accepted, refusal])

    await expect(enableProtection(session, REF, order)).rejects.toMatchObject({ exitCode: 5 })
  })
})
