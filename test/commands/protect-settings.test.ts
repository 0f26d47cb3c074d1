import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import Protect from '../../commands/protect.js'
import Unprotect from '../../commands/unprotect.js'
import type { ProtectResult } from '../../src/protection/protect.js'
import { createEstate, type Estate } from '../helpers/estate.js'
import { type RunOptions, runAzbk } from '../helpers/run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'azbk-protect-'))
afterAll(() => rmSync(folder, { recursive: true }))

const GUARD =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-guard/providers/Microsoft.DataProtection/resourceGuards/guard-contoso'
const VAULT = '/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults'

const protect = (estate: Estate, argv: string[], options: RunOptions = {}) =>
  runAzbk(Protect, argv, { mock: estate.mock, ...options })
const policies = (estate: Estate, vault: string) =>
  Object.fromEntries(estate.items(vault).map(({ properties }) => [properties.friendlyName, properties.policyName]))

describe('azbk protect with azbk.yaml', () => {
  const yaml = [
    'vaults:',
    '  westeurope: rsv-main',
    'tiers:',
    '  gold: {template: critical, window: "06:00-10:00", timeZone: Europe/Berlin}',
    'rules:',
    '  - {tier: gold, name: "sql-*"}',
    '',
  ].join('\n')
  writeFileSync(join(folder, 'azbk.yaml'), yaml)

  it('takes the vault of the region, and the tier of the rule or the tag with its window and zone', async () => {
    const estate = createEstate()
    estate.vault('rsv-main')
    estate.vault('rsv-other')
    estate.vm({ name: 'sql-01' })
    estate.vm({ name: 'web-01' })
    estate.vm({ name: 'web-02', tags: { 'azbk-tier': 'dev' } })

    const run = await protect(estate, ['--all'], { cwd: folder })

    expect(run.exitCode).toBe(0)
    expect(policies(estate, 'rsv-main')).toEqual({
      'sql-01': 'gold-0600',
      'web-01': 'standard-2200',
      'web-02': 'dev-0100',
    })
    const made = estate.send('GET', `${VAULT}/rsv-main/backupPolicies/gold-0600`).body
    expect(made).toMatchObject({ properties: { timeZone: 'W. Europe Standard Time' } })
  })

  it('warns of a tag that names no tier', async () => {
    const estate = createEstate()
    estate.vault('rsv-main')
    estate.vm({ name: 'web-01', tags: { 'azbk-tier': 'platinum' } })

    const run = await protect(estate, ['--vm', 'web-01'], { cwd: folder })

    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('azbk-tier=platinum') })
  })
})

describe('azbk protect and the resource group', () => {
  it('narrows names by a group that was not typed, and selects nothing by it', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'db-01', group: 'rg-a' })
    estate.vm({ name: 'db-01', group: 'rg-b' })
    const env = { AZBK_RESOURCE_GROUP: 'rg-b' }

    const nothing = await protect(estate, [], { env })
    const named = await protect(estate, ['--vm', 'db-01', '--json'], { env })

    expect(nothing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('NOTHING_SELECTED') })
    expect(named.json<ProtectResult>().result.machines).toMatchObject([{ resourceGroup: 'rg-b', status: 'done' }])
  })
})

describe('a vault with a resource guard', () => {
  function guardedEstate(): Estate {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'web-01' })
    estate.protect('web-01', 'rsv-weu')
    const path = `${VAULT}/rsv-weu/backupResourceGuardProxies/VaultProxy`
    estate.send('PUT', path, { properties: { resourceGuardResourceId: GUARD } })
    return estate
  }

  it('needs a yes for what needs a second person, and sends the approval', async () => {
    const estate = guardedEstate()

    const refused = await runAzbk(Unprotect, ['--vm', 'web-01'], { mock: estate.mock })
    const done = await runAzbk(Unprotect, ['--vm', 'web-01', '--yes'], { mock: estate.mock })

    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') })
    expect(done.exitCode).toBe(0)
    expect(estate.items('rsv-weu')[0]?.properties.protectionState).toBe('ProtectionStopped')
  })

  it('ends with exit 5 and the name of the guard when nobody approved', async () => {
    const estate = guardedEstate()
    const message = `The client does not have authorization to perform action 'x' over scope '${GUARD}'.`
    const body = { error: { code: 'LinkedAuthorizationFailed', message } }
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault: { kind: 'status', status: 403, body } })

    const run = await runAzbk(Unprotect, ['--vm', 'web-01', '--yes'], { mock: estate.mock })

    expect(run).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("Resource guard 'guard-contoso'") })
  })
})

describe('azbk protect in bad weather', () => {
  const body = (code: string) => ({ error: { code, message: 'Try again later.' } })

  it('stops the run when the daily quota of the service is spent', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    const names = Array.from({ length: 25 }, (_, i) => `vm-${i + 10}`)
    for (const name of names) estate.vm({ name })
    const fault = { kind: 'status', status: 429, body: body('CloudDosTimeboudLimitReached') } as const
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, times: 100, fault })

    const run = await protect(estate, ['--all', '--policy', 'EnhancedPolicy', '--json'])

    const rows = run.json<ProtectResult>().result.machines
    expect(run.exitCode).toBe(7)
    expect(rows.filter((row) => row.status === 'notStarted').length).toBeGreaterThan(0)
    expect(new Set(rows.map((row) => row.code))).toEqual(new Set(['QUOTA_STOP']))
  })

  it('goes on after a 429 that says when to come back', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'web-01' })
    const fault = {
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '7' },
      body: body('ResourceRequestsThrottled'),
    } as const
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault })

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])

    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('trying again in 7s') })
    expect(estate.jobs('rsv-weu', 'ConfigureBackup')).toHaveLength(1)
  })

  it('names the missing action and role after a 403', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'web-01' })
    const message =
      "The client 'x' with object id 'y' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/write' over scope '/subscriptions/s' or the scope is invalid."
    const fault = { kind: 'status', status: 403, body: { error: { code: 'AuthorizationFailed', message } } } as const
    estate.mock.control.inject({ method: 'PUT', path: /protectedItems/i, fault })

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy'])

    expect(run).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('protectedItems/write') })
  })

  it('does not believe a success that the vault does not show', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'web-01' })
    const fault = { kind: 'status', status: 404, body: body('BMSUserErrorDataSourceObjectNotFound') } as const
    estate.mock.control.inject({ method: 'GET', path: /protectedItems\/[^/]+\?/i, fault })

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy', '--json'])

    expect(run.exitCode).toBe(1)
    expect(run.json<ProtectResult>().result.machines).toMatchObject([{ status: 'failed', code: 'NOT_VERIFIED' }])
  })

  it('says that the operation goes on when the wait ends first', async () => {
    const estate = createEstate()
    estate.vault('rsv-weu')
    estate.vm({ name: 'web-01' })
    estate.mock.control.fixDuration('enable', 600)

    const run = await protect(estate, ['--vm', 'web-01', '--policy', 'EnhancedPolicy', '--timeout', '1m'])

    expect(run).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('goes on there') })
  })
})
