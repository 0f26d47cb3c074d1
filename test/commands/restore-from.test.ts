import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import Status from '../../commands/status.js'
import type { RestoreResult } from '../../src/restore/restore.js'
import { createRestoreWorld, type RestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

async function restoreFrom(world: RestoreWorld, text: string, ...argv: string[]) {
  const file = join(await folderWith({ 'vms.json': text }), 'vms.json')
  const args = ['--from', file, '--target-group', 'rg-restored', '--dry-run', '--json', ...argv]
  const run = await runAzbk(RestoreDisks, args, { mock: world.mock })
  const { result, error } = run.json<RestoreResult | undefined>()
  return { ...run, rows: result?.machines ?? [], error }
}

describe('azbk restore --from', () => {
  it('takes the VMs of what azbk status printed', async () => {
    const world = createRestoreWorld()
    const status = await runAzbk(Status, ['--vm', 'web-02', '--json'], { mock: world.mock })

    const run = await restoreFrom(world, status.stdout)

    expect(run.rows).toMatchObject([{ name: 'web-02', status: 'planned' }])
  })

  it('takes the VMs of an earlier restore, with their latest points', async () => {
    const world = createRestoreWorld()
    const first = await restoreFrom(world, '[{"vm": "web-01"}, {"vm": "rg-app/web-02"}]')

    const again = await restoreFrom(world, first.stdout)

    expect(again.rows.map(({ name, point }) => [name, point?.why])).toEqual([
      ['web-01', 'the latest point'],
      ['web-02', 'the latest point'],
    ])
  })

  it('takes the points that a file names, and the latest of VMs without one', async () => {
    const world = createRestoreWorld({ vms: ['web-01', 'web-02', 'web-03'] })
    const latest = await restoreFrom(world, '[{"vm": "web-01"}]')
    const point = latest.rows[0]?.point?.name
    world.startBackup('web-01')
    world.finishBackup()

    const run = await restoreFrom(world, JSON.stringify([{ vm: 'WEB-01', point }, { vm: 'web-02' }, { vm: 'web-03' }]))

    expect(run.rows).toMatchObject([
      { name: 'web-01', point: { name: point, why: 'the point that was named' } },
      { name: 'web-02', point: { why: 'the latest point' } },
      { name: 'web-03' },
    ])
  })

  it.each([
    ['not JSON, with the line', '[\n{"vm": }]', 'FILE_INVALID', /not JSON/],
    ['no list', '{"result": {"findings": []}}', 'FILE_INVALID', /no list of VMs at result/],
    ['an empty list', '[]', 'FILE_INVALID', /names no VM/],
    [
      'rows without a VM',
      '{"machines": [{"id": "web-01"}, {"name": "web-02"}, 7]}',
      'FILE_INVALID',
      /machines\[1\] has neither a vm nor an id; machines\[2\] is no object/,
    ],
    ['a point that is no text', '[{"vm": "web-01", "point": 7}]', 'FILE_INVALID', /\[0\]\.point is no text/],
    ['a VM twice', '[{"vm": "web-01"}, {"vm": "WEB-01"}]', 'FILE_INVALID', /named twice/],
  ])('refuses %s', async (_, text, code, message) => {
    const run = await restoreFrom(createRestoreWorld(), text)

    expect(run.error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(run.exitCode).toBe(2)
  })

  it('refuses a file that is not there, other selectors beside it, and points of two kinds', async () => {
    const world = createRestoreWorld()
    const text = '[{"vm": "web-01", "point": "1"}]'

    const gone = await runAzbk(RestoreDisks, ['--from', '/nonexistent/vms.json', '--json'], { mock: world.mock })
    const twoWays = await restoreFrom(world, text, '--vm', 'web-02')
    const twoPoints = await restoreFrom(world, text, '--at', 'yesterday')

    expect(gone.json().error).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(twoWays.error).toMatchObject({ code: 'SELECTORS_CONFLICT' })
    expect(twoPoints.error).toMatchObject({ code: 'POINTS_CONFLICT' })
  })
})
