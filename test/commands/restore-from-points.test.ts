import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import PointList from '../../commands/point/list.js'
import RestoreDisks from '../../commands/restore/disks.js'
import type { RecoveryPoint } from '../../src/model/point.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const VMS = ['web-01', 'web-02', 'web-03']

async function listed({ mock }: RestoreWorld): Promise<RecoveryPoint[]> {
  const lists: RecoveryPoint[][] = []
  for (const vm of VMS) {
    const run = await runAzbk(PointList, ['--vm', vm, '--json'], { mock })
    lists.push(run.json<RecoveryPoint[]>().result)
  }
  return lists.flat()
}

/** What was asked for about points, and the rows. */
async function restored({ mock }: RestoreWorld, points: readonly object[], ...more: string[]) {
  const from = join(await folderWith({ 'points.json': JSON.stringify(points) }), 'points.json')
  mock.control.requests.reset()
  const run = await runAzbk(RestoreDisks, ['--from', from, '--target-group', 'rg-restored', '--json', ...more], {
    mock,
  })
  const paths = mock.control.requests.entries.map(({ path }) => path)
  const rows = run.json<RestoreResult>().result?.machines
  return { run, rows, reads: paths.filter((path) => path.includes('/recoveryPoints')), paths }
}

describe('a fleet restored to the points of a file', () => {
  it('reads no point that the file tells in full, and says so', async () => {
    const world = createRestoreWorld({ vms: VMS })
    const points = await listed(world)

    const { run, rows, reads } = await restored(world, points, '--dry-run')

    expect(reads).toEqual([])
    expect(rows.map(({ point }) => point?.name)).toEqual(points.map(({ name }) => name))
    expect(run.stderr).toContain('The recovery points of 3 VMs are taken as the file tells them')
  })

  it('reads the points of which the file lacks something', async () => {
    const world = createRestoreWorld({ vms: VMS })
    const [first, ...others] = await listed(world)

    const { rows, reads } = await restored(world, [{ id: first?.id, time: first?.time }, ...others], '--dry-run')

    expect(reads).toHaveLength(1)
    expect(rows.every(({ status }) => status === 'planned')).toBe(true)
  })

  it('reads them all where the names of disks matter', async () => {
    const world = createRestoreWorld({ vms: VMS })

    const { reads } = await restored(world, await listed(world), '--disk-lun', '0', '--dry-run')

    expect(reads).toHaveLength(3)
  })

  it('refuses a point that has expired as the file tells', async () => {
    const world = createRestoreWorld({ vms: VMS })
    const [first, ...others] = await listed(world)

    const { rows } = await restored(
      world,
      [{ ...first, expiryTime: '2026-03-01T00:00:00.000Z' }, ...others],
      '--dry-run',
    )

    expect(rows.map(({ status }) => status)).toEqual(['failed', 'planned', 'planned'])
    expect(rows[0]?.message).toContain('expired at 2026-03-01 00:00 UTC')
  })

  it('fails the VM alone whose point is gone when its turn comes', async () => {
    const world = createRestoreWorld({ vms: VMS })
    const [first, ...others] = await listed(world)
    const id = `${first?.id.slice(0, -3)}999`

    const { rows, run } = await restored(world, [{ ...first, id, name: id.split('/').at(-1) }, ...others])

    expect(rows.map(({ code }) => code)).toEqual(['POINT_GONE', null, null])
    expect(run.exitCode).toBe(3)
  })

  it('looks into the vaults of the points only', async () => {
    const world = createRestoreWorld({ vms: VMS })
    const path = world.vaultId.replace('vault-contoso', 'vault-other')
    world.put(path, { location: 'westeurope', sku: { name: 'RS0', tier: 'Standard' }, properties: {} })

    const { paths } = await restored(world, await listed(world), '--dry-run')

    expect(paths.filter((one) => one.includes('/vaults/vault-other/'))).toEqual([])
    expect(paths.some((one) => one.includes('/vaults/vault-contoso/'))).toBe(true)
  })
})
