import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import DrillClean from '../../commands/drill/clean.js'
import type { DrillCleanResult } from '../../src/drills/clean.js'
import { lockPath } from '../../src/fleet/lock-file.js'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'
import { runAzbk } from '../helpers/run-command.js'

const HOUR_MS = 3_600_000
const YOUNG = 'drill-20260302-080000-aaaa'
const OLD = 'drill-20260301-080000-bbbb'

describe('azbk drill clean', () => {
  let world: DrillWorld
  let before: string[]

  beforeEach(async () => {
    world = await createDrillWorld()
    before = world.groups()
  })

  function leave(drill: string, name = `rg-azbk-${drill}`) {
    const tags = { 'azbk-drill': drill }
    world.put(`/subscriptions/${world.subscriptionId}/resourcegroups/${name}`, { location: 'westeurope', tags })
  }

  async function clean(...argv: string[]) {
    const options = { mock: world.mock }
    const run = await runAzbk(DrillClean, [...argv, '--journal', world.journals, '--json'], options)
    const { result, error } = run.json<DrillCleanResult | undefined>()
    return { ...run, rows: result?.groups ?? [], error }
  }

  it('deletes what is older than any drill, and spares what may still run elsewhere and what is no drill', async () => {
    leave(OLD)
    leave(YOUNG)
    leave(OLD, 'rg-copied-tags')

    const run = await clean('--yes')

    expect(run.rows).toMatchObject([
      { name: `rg-azbk-${OLD}`, state: 'left', teardown: { state: 'gone' } },
      { name: `rg-azbk-${YOUNG}`, state: 'young', teardown: null },
      { name: 'rg-copied-tags', state: 'foreign', teardown: null },
    ])
    expect(world.groups()).toEqual([...before, `rg-azbk-${YOUNG}`, 'rg-copied-tags'])
    expect(run.exitCode).toBe(0)
  })

  it('deletes nothing in a dry run and without a yes', async () => {
    leave(OLD)

    const dry = await clean('--dry-run', '--detailed-exit-code')
    const asked = await clean()

    expect(dry.rows).toMatchObject([{ state: 'left', teardown: null }])
    expect(dry.exitCode).toBe(10)
    expect(asked.error).toMatchObject({ code: 'CONFIRMATION_NEEDED' })
    expect(world.groups()).toContain(`rg-azbk-${OLD}`)
  })

  it('deletes a young one that is named, or older than was said', async () => {
    leave(YOUNG)
    leave('drill-20260302-080001-cccc')

    const named = await clean('--run', YOUNG, '--yes')
    const older = await clean('--older-than', '10m', '--yes')

    expect(named.rows).toMatchObject([{ drill: YOUNG, teardown: { state: 'gone' } }])
    expect(older.rows).toMatchObject([{ drill: 'drill-20260302-080001-cccc', teardown: { state: 'gone' } }])
    expect(world.groups()).toEqual(before)
  })

  it('says that a name is of no drill', async () => {
    const run = await clean('--run', 'drill-20260101-000000-none', '--yes')

    expect(run.error).toMatchObject({ code: 'DRILL_NOT_FOUND' })
    expect(run.exitCode).toBe(4)
  })

  describe('after a drill that was killed', () => {
    /** The group is there, and the process is gone. */
    beforeEach(async () => {
      world.mock.control.inject({ method: 'DELETE', path: /resourcegroups/, times: 9, fault: { kind: 'refused' } })
      const run = await world.drill(['--vm', 'web-01'])
      expect(run).toMatchObject({ exitCode: 1, drill: { teardown: { state: 'left' } } })
      world.mock.control.clearFaults()
    })

    it('finds its group at once by the journal that nobody holds', async () => {
      const run = await clean('--yes')

      expect(run.rows).toMatchObject([{ state: 'left', teardown: { state: 'gone' } }])
      expect(world.groups()).toEqual(before)
    })

    it('finds its group by the tag when the journal is gone', async () => {
      rmSync(world.journals, { recursive: true })
      const young = await clean('--yes')
      world.mock.control.advance(4 * HOUR_MS)
      const old = await clean('--yes')

      expect(young.rows).toMatchObject([{ state: 'young' }])
      expect(old.rows).toMatchObject([{ state: 'left', teardown: { state: 'gone' } }])
      expect(world.groups()).toEqual(before)
      expect(world.machines('rg-app')).toEqual(['web-01', 'web-02'])
    })
  })

  it('leaves a drill alone that another process works on, also when it is named', async () => {
    world.mock.control.inject({ method: 'DELETE', path: /resourcegroups/, times: 9, fault: { kind: 'refused' } })
    const drill = (await world.drill(['--vm', 'web-01'])).drill?.run ?? ''
    world.mock.control.clearFaults()
    const [journal = ''] = readdirSync(world.journals)
    // Process 1 lives.
    writeFileSync(lockPath(join(world.journals, journal)), `1\n${hostname()}\n`)

    const held = await clean('--run', drill, '--yes')
    const all = await clean('--yes')

    expect(held.error).toMatchObject({ code: 'DRILL_RUNS' })
    expect(held.exitCode).toBe(6)
    expect(all.rows).toMatchObject([{ state: 'running', teardown: null }])
  })

  it('tells what could not be deleted, and exits with 1', async () => {
    leave(OLD)
    world.put(
      `/subscriptions/${world.subscriptionId}/resourceGroups/rg-azbk-${OLD}/providers/Microsoft.Authorization/locks/keep`,
      { properties: { level: 'CanNotDelete' } },
    )

    const run = await clean('--yes')

    expect(run.rows).toMatchObject([{ teardown: { state: 'left' } }])
    expect(run.rows[0]?.teardown?.reason).toContain('lock')
    expect(run.exitCode).toBe(1)
  })
})
