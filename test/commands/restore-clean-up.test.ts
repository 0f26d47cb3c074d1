import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreVm from '../../commands/restore/vm.js'
import { createMock } from '../../mocks/index.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { runRestore } from '../helpers/run-restore.js'
import { folderWith } from '../helpers/temp-folder.js'

const INTO = ['--target-group', 'rg-restored']
const ONE = ['--vm', 'web-01', ...INTO]
const CLEAN = ['--wait', '--clean-up', '--yes']

async function restore(
  world: Pick<RestoreWorld, 'mock'>,
  argv: readonly string[],
  verb: typeof RestoreDisks | typeof RestoreVm = RestoreDisks,
) {
  const run = await runRestore(verb, world, argv)
  return { ...run, left: run.rows.flatMap((row) => row.left) }
}

function blobsOf(world: RestoreWorld, account: string) {
  const { subscriptionId } = world
  return `/subscriptions/${subscriptionId}/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/${account}/blobServices/default/containers`
}

/** Names of the containers of an account. */
function containers(world: RestoreWorld, account = 'stone'): string[] {
  return world.get<{ value: { name: string }[] }>(blobsOf(world, account)).value.map(({ name }) => name)
}

/** Does something with the container of a restore just before it is looked at. */
function beforeLook(world: RestoreWorld, act: (container: string) => void) {
  world.onRequest(/containers\/web01-/, () => act(`${blobsOf(world, 'stone')}/${containers(world)[0]}`))
}

describe('what a restore of disks leaves', () => {
  it('is listed after --wait, with the command that removes it', async () => {
    const world = createRestoreWorld()

    const { left } = await restore(world, [...ONE, '--wait'])
    const [name] = containers(world)
    const { stdout } = await runAzbk(RestoreDisks, [...ONE, '--wait'], { mock: world.mock })

    expect(left).toMatchObject([{ kind: 'container', name, place: 'stone', state: 'left' }])
    expect(left[0]?.command).toMatch(
      new RegExp(`^az storage container-rm delete --storage-account /subscriptions/.*/stone --name ${name} --yes$`),
    )
    expect(stdout).toMatch(/Left behind:\n {2}- web-01: container web01-\w+ in storage account st\w+: a template/)
  })

  it('is removed by --clean-up, and nothing else', async () => {
    const world = createRestoreWorld()
    world.put(`${blobsOf(world, 'stone')}/web01-of-somebody`, {})

    const run = await restore(world, [...ONE, ...CLEAN])

    expect(run.left).toMatchObject([{ state: 'removed', command: null }])
    expect(run.result?.changes.map(({ action, gate }) => [action, gate])).toEqual([
      ['create', 'reversible'],
      ['delete', 'one-way'],
    ])
    expect(containers(world)).toEqual(['web01-of-somebody'])
    expect(run.exitCode).toBe(0)
  })

  it('needs a yes before anything is sent, and jobs that are waited for', async () => {
    const world = createRestoreWorld()

    const unasked = await restore(world, [...ONE, '--wait', '--clean-up'])
    const early = await restore(world, [...ONE, '--clean-up', '--yes'])

    expect(unasked).toMatchObject({ error: { code: 'CONFIRMATION_NEEDED' }, exitCode: 2 })
    expect(early).toMatchObject({ error: { code: 'CLEAN_UP_TOO_EARLY' }, exitCode: 2 })
    expect(world.jobs('Restore')).toEqual([])
  })

  it('is removed later by going on with the run, which does no harm twice', async () => {
    const world = createRestoreWorld()
    const journal = ['--journal', await folderWith()]
    const { result } = await restore(world, ['--all', ...INTO, ...journal])
    const later = ['--resume', result?.run ?? '', '--clean-up', ...journal]
    expect(result?.resumeCommand).toBe(`azbk restore disks --resume ${result?.run} --journal ${journal[1]} --mock`)

    const early = await restore(world, [...later, '--yes'])
    world.mock.control.advance(86_400_000)
    const unasked = await restore(world, later)
    const planned = await restore(world, [...later, '--dry-run'])
    const before = [...containers(world), ...containers(world, 'sttwo')]
    const run = await restore(world, [...later, '--yes'])
    const again = await restore(world, [...later, '--yes'])

    expect(early.left).toEqual([])
    expect(early.warnings).toContain("The restore of VM 'web-01' is not over: nothing of it was removed.")
    expect(unasked).toMatchObject({ error: { code: 'CONFIRMATION_NEEDED' }, exitCode: 2 })
    expect(planned.result?.changes).toMatchObject([{ action: 'delete' }, { action: 'delete' }])
    expect(before).toHaveLength(2)
    expect(run.left.map(({ state }) => state)).toEqual(['removed', 'removed'])
    expect([...containers(world), ...containers(world, 'sttwo')]).toEqual([])
    expect(again.left.map(({ state }) => state)).toEqual(['gone', 'gone'])
    expect([run.exitCode, again.exitCode]).toEqual([0, 0])
    expect(world.jobs('Restore')).toHaveLength(2)
  })

  it.each<[string, (world: RestoreWorld, container: string) => void, RegExp]>([
    ['a legal hold', (world, it) => world.post(`${it}/setLegalHold`, { tags: ['case1'] }), /held by its legal hold/],
    [
      'an immutability policy',
      (world, it) =>
        world.put(`${it}/immutabilityPolicies/default`, { properties: { immutabilityPeriodSinceCreationInDays: 3 } }),
      /held by its immutability policy/,
    ],
    [
      'a lease',
      (world, it) => world.post(`${it}/lease`, { action: 'Acquire', leaseDuration: -1 }),
      /held by its lease/,
    ],
    [
      'a lock',
      (world, it) =>
        world.put(`${it.split('/blobServices')[0]}/providers/Microsoft.Authorization/locks/keep`, {
          properties: { level: 'CanNotDelete' },
        }),
      /management lock/,
    ],
  ])('stays under %s, and the run says so', async (_, hold, why) => {
    const world = createRestoreWorld({ accounts: ['stone'] })
    beforeLook(world, (container) => hold(world, container))

    const run = await restore(world, [...ONE, ...CLEAN])

    expect(run.left).toMatchObject([{ state: 'kept', why: expect.stringMatching(why) }])
    expect(run.rows).toMatchObject([{ status: 'done', end: 'completed', code: 'CLEAN_UP_FAILED' }])
    expect(run.rows[0]?.message).toMatch(why)
    expect(run.exitCode).toBe(6)
    expect(containers(world)).toHaveLength(1)
  })

  it('stays when it is older than the restore', async () => {
    const world = createRestoreWorld({ accounts: ['stone'] })
    const body = { name: 'x', id: '/subscriptions/s', properties: { lastModifiedTime: '2020-01-01T00:00:00Z' } }
    world.mock.control.inject({ path: /containers\/web01-/, fault: { kind: 'status', status: 200, body } })

    const run = await restore(world, [...ONE, ...CLEAN])

    expect(run.left).toMatchObject([{ state: 'kept', why: expect.stringContaining('older than the restore') }])
    expect(containers(world)).toHaveLength(1)
  })

  it('is no left-over where the restored disks are VHDs in it', async () => {
    const mock = createMock({ world: 'contoso', clock: { kind: 'manual', start: '2026-03-02T09:00:00Z' } })

    const run = await restore({ mock }, ['--vm', 'legacy-vhd-01', ...CLEAN])

    expect(run.result?.changes).toMatchObject([{ action: 'create' }])
    expect(run.left).toMatchObject([{ state: 'kept', why: 'the restored disks are VHDs in it', command: null }])
    expect(run.exitCode).toBe(0)
  })

  it('is not begun by a login that may not remove it', async () => {
    const world = createRestoreWorld()
    const body = { value: [{ actions: ['Microsoft.Compute/*', 'Microsoft.Storage/*/read'], notActions: [] }] }
    world.mock.control.inject({
      path: /\/permissions\?/,
      times: 'always',
      fault: { kind: 'status', status: 200, body },
    })

    const run = await restore(world, [...ONE, ...CLEAN])

    expect(run).toMatchObject({ error: { code: 'MISSING_PERMISSIONS' }, exitCode: 5 })
    expect(run.error?.message).toContain('containers/delete')
    expect(world.jobs('Restore')).toEqual([])
  })
})

describe('what a restore leaves that fails half way', () => {
  it('is listed, and its container removed by --clean-up', async () => {
    const world = createRestoreWorld()
    const fault = { kind: 'job-fails', code: 'ResourceNotFound' } as const
    world.mock.control.inject({ fault, times: 2, path: /\/restore\?/ })

    const kept = await restore(world, [...ONE, '--wait'])
    const removed = await restore(world, [...ONE, ...CLEAN])

    expect(kept).toMatchObject({
      rows: [{ status: 'failed' }],
      left: [{ kind: 'container', state: 'left' }],
      exitCode: 1,
    })
    expect(removed).toMatchObject({ rows: [{ status: 'failed', code: 'JOB_FAILED' }], left: [{ state: 'removed' }] })
  })

  it('may be disks without their VM', async () => {
    const world = createRestoreWorld()
    world.createNetwork('vnet', ['restore'])
    world.onRequest(/\/restore\?/, () =>
      world.mock.control.setQuotas({ limits: [{ name: 'cores', location: 'westeurope', limit: 0 }] }),
    )

    const run = await restore(world, [...ONE, '--wait'], RestoreVm)

    expect(run.rows).toMatchObject([{ status: 'failed', code: 'JOB_FAILED' }])
    expect(run.left.map(({ kind, place, name }) => [kind, place, name])).toEqual(
      world.disks().map(({ name }) => ['disk', 'rg-restored', name]),
    )
    expect(run.left[0]?.command).toMatch(/^az disk delete --ids \/subscriptions\/.*osdisk.* --yes$/)
  })
})
