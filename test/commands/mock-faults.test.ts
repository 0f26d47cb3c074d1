import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import MockFaultsAdd from '../../commands/mock/faults/add.js'
import MockFaultsClear from '../../commands/mock/faults/clear.js'
import MockFaults from '../../commands/mock/faults.js'
import MockReset from '../../commands/mock/reset.js'
import VaultList from '../../commands/vault/list.js'
import { serveMock } from '../../mocks/index.js'
import type { MockFault } from '../../src/mock/faults.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

describe('azbk mock faults', () => {
  let state = ''
  beforeEach(async () => {
    state = join(await folderWith(), 'mock.json')
    await run(MockReset, ['--world', 'contoso'])
  })
  const run: typeof runAzbk = (command, argv) => runAzbk(command, [...argv, '--mock-state', state], { mock: 'file' })
  const list = async () => (await run(MockFaults, ['--json'])).json<MockFault[]>().result

  it('adds a fault that strikes the next run on the same state file, and counts it', async () => {
    const added = await run(MockFaultsAdd, ['503', '--path', 'providers/Microsoft.RecoveryServices/vaults'])
    expect(added.exitCode, added.stderr).toBe(0)
    expect(added.stdout).toMatch(/1 +503 +providers\/Microsoft.RecoveryServices\/vaults +once +0 +0/)

    const vaults = await run(VaultList, ['--mock', '--json'])

    expect(vaults.exitCode, vaults.stderr).toBe(0)
    expect(vaults.stderr).toMatch(/HTTP 503; trying again/)
    expect(await list()).toMatchObject([{ id: '1', kind: 'status', status: 503, times: 1, struck: 1 }])
  })

  it('says so in fair weather', async () => {
    expect((await run(MockFaults, [])).stdout).toBe('Fair weather: no faults here.\n')
    expect((await run(MockFaultsClear, [])).stdout).toContain('Fair weather already')
  })

  it('shows when each fault strikes', async () => {
    await run(MockFaultsAdd, ['429', '--retry-after', '17', '--method', 'get', '--nth', '2', '--times', '3'])
    await run(MockFaultsAdd, ['region-down', '--region', 'westeurope'])
    await run(MockFaultsAdd, ['delay', '--delay', '200', '--probability', '0.25'])
    await run(MockFaultsAdd, ['job-fails', '--code', 'UserErrorFsFreezeFailed', '--always'])

    const { stdout } = await run(MockFaults, [])

    expect(stdout).toMatch(/1 +429, Retry-After 17 +GET +from no\. 2 on, 3 times/)
    expect(stdout).toMatch(/2 +region-down +any request in westeurope +always/)
    expect(stdout).toMatch(/3 +delay, 200 ms +any request +25 %/)
    expect(stdout).toMatch(/4 +job-fails, UserErrorFsFreezeFailed +any request +always/)
  })

  it.each(['flaky', 'busy', 'slow', 'bad-nights'])('adds the preset %s', async (preset) => {
    const added = await run(MockFaultsAdd, [preset, '--json'])

    expect(added.exitCode, added.stderr).toBe(0)
    expect(added.json<MockFault[]>().result.length).toBeGreaterThan(0)
    expect(await list()).toEqual(added.json<MockFault[]>().result)
  })

  it('clears those named, or all', async () => {
    for (const kind of ['500', 'html', 'truncated']) await run(MockFaultsAdd, [kind])

    expect((await run(MockFaultsClear, ['1', '3'])).stdout).toBe('Cleared 2 faults (1, 3); 1 left.\n')
    expect(await list()).toMatchObject([{ id: '2', kind: 'html' }])
    expect((await run(MockFaultsClear, [])).stdout).toBe('Cleared 1 fault (2); none is left.\n')
  })

  it('clears nothing when one of the ids is not there', async () => {
    await run(MockFaultsAdd, ['500'])

    const cleared = await run(MockFaultsClear, ['1', '7', '--json'])

    expect(cleared.exitCode).toBe(4)
    expect(cleared.json().error).toMatchObject({ code: 'FAULT_NOT_FOUND', message: 'The mock has no fault 7.' })
    expect(await list()).toHaveLength(1)
  })

  it.each([
    [['rain'], /"rain" is no kind of fault[\s\S]*operation-stuck[\s\S]*flaky/],
    [['42'], /--status must be a whole number from 200 to 599/],
    [['status'], /--status must be/],
    [['dns', '--probability', '2'], /--probability must be a number above 0 and not above 1/],
    [['dns', '--probability', 'often'], /--probability must be a number/],
    [['dns', '--probability', '0.5', '--nth', '2'], /--nth/],
    [['dns', '--times', '2', '--always'], /--always/],
    [['dns', '--retry-after', '2'], /--retry-after does not go with dns/],
    [['delay'], /--delay must be/],
    [['503', '--delay', '5'], /--delay does not go with status/],
    [['503', '--method', 'FETCH', '--region', 'atlantis'], /--method must be[\s\S]*--region must be a region/],
    [['region-down'], /region-down needs a region/],
    [['job-fails'], /--code must be one of UserErrorGuestAgentStatusUnavailable/],
    [['job-fails', '--code', 'Nonsense'], /ExtensionSnapshotFailedCOM/],
    [['flaky', '--times', '2'], /preset flaky takes no other flags/],
  ])('refuses %j as a usage error and adds nothing', async (argv, says) => {
    const added = await run(MockFaultsAdd, argv)

    expect(added.exitCode, added.stderr).toBe(2)
    expect(added.stderr).toMatch(says)
    expect(added.stdout).toBe('')
    expect(await list()).toEqual([])
  })

  it('works on a served mock', async () => {
    const folder = await folderWith()
    const server = await serveMock({ world: 'contoso', tlsDir: join(folder, 'mock-tls') })
    onTestFinished(() => server.close())
    const served: typeof runAzbk = (command, argv) =>
      runAzbk(command, [...argv, '--server', server.baseUrl], { mock: 'file', env: { AZBK_STATE_DIR: folder } })

    expect((await served(MockFaultsAdd, ['503', '--nth', '4'])).exitCode).toBe(0)
    expect((await served(MockFaults, ['--json'])).json<MockFault[]>().result).toMatchObject([{ status: 503, nth: 4 }])
    expect((await served(MockFaultsClear, ['1'])).stdout).toContain('none is left')
    expect(server.mock.control.faults.list()).toEqual([])
  })
})

describe('azbk mock reset', () => {
  it('keeps the throttle profile in the state: later runs are counted', async () => {
    const state = join(await folderWith(), 'mock.json')
    const run: typeof runAzbk = (command, argv) => runAzbk(command, [...argv, '--mock-state', state], { mock: 'file' })

    const reset = await run(MockReset, ['--throttle', 'azure'])
    expect(reset.stdout).toMatch(/Weather: +throttle azure, 0 faults/)
    await run(VaultList, ['--mock'])

    const dumped = JSON.parse(readFileSync(state, 'utf8'))
    expect(dumped.throttle.profile).toBe('azure')
    expect(Object.keys(dumped.throttle.buckets).length).toBeGreaterThan(0)
  })

  it('keeps the transfer model in the state too', async () => {
    const state = join(await folderWith(), 'mock.json')

    await runAzbk(MockReset, ['--transfer-model', 'shared', '--mock-state', state], { mock: 'file' })

    expect(JSON.parse(readFileSync(state, 'utf8')).transfers.model).toBe('shared')
  })

  it('begins the calendar at --now, so that a world is the same on every day', async () => {
    const reset = async (now: string) => {
      const state = join(await folderWith(), 'mock.json')
      const run = await runAzbk(MockReset, ['--now', now, '--mock-state', state], { mock: 'file' })
      const { clock, ...world } = JSON.parse(run.exitCode === 0 ? readFileSync(state, 'utf8') : '{}')
      return { ...run, world }
    }

    const [first, again] = [await reset('2026-03-02T09:00Z'), await reset('2026-03-02 10:00+01:00')]
    const wrong = await reset('noon')

    expect(first.stdout).toMatch(/Calendar: +2026-03-02 09:00 UTC/)
    expect(again.world).toEqual(first.world)
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'noon' is not a time") })
  })
})
