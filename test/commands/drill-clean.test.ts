import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import DrillClean from '../../commands/drill/clean.js'
import type { DrillCleanResult } from '../../src/drills/clean.js'
import { lockPath } from '../../src/fleet/lock-file.js'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'
import { type RunOptions, runAzbk, runForJson } from '../helpers/run-command.js'

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
    return cleanWith({}, ...argv)
  }

  async function cleanWith(options: RunOptions, ...argv: string[]) {
    const own = [...argv, '--journal', world.journals]
    const run = await runForJson<DrillCleanResult | undefined>(DrillClean, own, { mock: world.mock, ...options })
    return { ...run, rows: run.result?.groups ?? [] }
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

  it('deletes a young one by force, or when it is older than was said', async () => {
    leave(YOUNG)
    leave('drill-20260302-080001-cccc')

    const refused = await clean('--drill', YOUNG, '--yes')
    const named = await clean('--drill', YOUNG, '--force', '--yes')
    const all = await clean('--force', '--yes')
    const older = await clean('--older-than', '10m', '--yes')

    expect(refused.error).toMatchObject({
      code: 'DRILL_YOUNG',
      message: expect.stringContaining('its drill began 1h 43m ago and may still run elsewhere'),
    })
    expect(refused.exitCode).toBe(6)
    expect(all.exitCode).toBe(2)
    expect(named.rows).toMatchObject([{ drill: YOUNG, teardown: { state: 'gone' } }])
    expect(older.rows).toMatchObject([{ drill: 'drill-20260302-080001-cccc', teardown: { state: 'gone' } }])
    expect(world.groups()).toEqual(before)
  })

  it('tells at a terminal of each group what it is and what became of it', async () => {
    leave(OLD)
    leave(YOUNG)
    leave(OLD, 'rg-copied-tags')
    const text = async (...argv: string[]) =>
      (await runAzbk(DrillClean, [...argv, '--journal', world.journals], { mock: world.mock })).stdout

    const dry = await text('--dry-run')
    const done = await text('--yes')
    const rest = await text('--yes')

    expect(dry).toMatch(new RegExp(`rg-azbk-${OLD} +2026-03-01 08:00 UTC +left over`))
    expect(dry).toContain(`- resource group rg-azbk-${OLD}`)
    expect(done).toMatch(new RegExp(`rg-azbk-${OLD} .* deleted`))
    expect(done).toMatch(new RegExp(`rg-azbk-${YOUNG} .* perhaps running`))
    expect(done).toMatch(/rg-copied-tags .* not a drill +it has the tag azbk-drill, but not the name/)
    expect(rest).not.toContain(OLD)
  })

  it('says that a name is of no drill', async () => {
    const run = await clean('--drill', 'drill-20260101-000000-none', '--yes')

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
    const drill = (await world.drill(['--vm', 'web-01'])).drill?.name ?? ''
    world.mock.control.clearFaults()
    const [journal = ''] = readdirSync(world.journals)
    // Process 1 lives.
    writeFileSync(lockPath(join(world.journals, journal)), `1\n${hostname()}\n`)

    const held = await clean('--drill', drill, '--yes')
    const all = await clean('--yes')

    expect(held.error).toMatchObject({ code: 'DRILL_RUNS' })
    expect(held.exitCode).toBe(6)
    expect(all.rows).toMatchObject([{ state: 'running', teardown: null }])
  })

  describe('while restores run into a group', () => {
    /** A drill as it is when its process is killed: the world goes no further. */
    async function killedDrill(...argv: string[]) {
      const stop = new AbortController()
      world.onRequest(/backupJobs\/[0-9a-f]|backupCrrJob\?/, () => stop.abort())
      world.mock.control.inject({ method: 'POST', path: /cancel/, times: 99, fault: { kind: 'refused' } })
      world.mock.control.inject({ method: 'DELETE', path: /resourcegroups/, times: 99, fault: { kind: 'refused' } })
      world.mock.control.inject({ method: 'POST', path: /\/restore\?/, times: 99, fault: { kind: 'job-stuck' } })
      const run = await world.drill(['--all', '--timeout', '5m', '--rto', '4m', ...argv], { signal: stop.signal })
      world.mock.control.clearFaults()
      return run.drill?.name ?? ''
    }

    const restores = () => world.jobs('Restore').map(({ properties }) => properties.status)

    it('ends them before it deletes the group of a drill that was killed here', async () => {
      await killedDrill()
      expect(restores()).toEqual(['InProgress', 'InProgress'])

      const dry = await clean('--dry-run')
      const run = await clean('--yes')

      expect(dry.json<DrillCleanResult>().result.changes.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
        'update job',
        'update job',
        'delete resource group',
      ])
      expect(run.rows).toMatchObject([{ state: 'left', teardown: { state: 'gone' } }])
      expect(restores()).toEqual(['Cancelled', 'Cancelled'])
      expect(world.groups()).toEqual(before)
    })

    it('leaves one alone that may run elsewhere, however old it is, until it is forced', async () => {
      const drill = await killedDrill()
      rmSync(world.journals, { recursive: true })
      world.mock.control.advance(5 * HOUR_MS)

      const all = await clean('--yes')
      const named = await clean('--drill', drill, '--yes')
      const forced = await clean('--drill', drill, '--force', '--yes')

      expect(all.rows).toMatchObject([{ state: 'running', teardown: null, restores: [{}, {}] }])
      expect(named.error).toMatchObject({
        code: 'DRILL_RUNS',
        message: expect.stringContaining('2 restores into it have not ended'),
        suggestions: [`When it does not run any more: azbk drill clean --drill ${drill} --force`],
      })
      expect(forced.rows).toMatchObject([{ teardown: { state: 'gone' } }])
      expect(restores()).toEqual(['Cancelled', 'Cancelled'])
      expect(world.groups()).toEqual(before)
    })

    it('deletes no group into which a restore goes on that nobody can end', async () => {
      await killedDrill()
      world.mock.control.inject({ method: 'POST', path: /cancel/, times: 99, fault: { kind: 'refused' } })

      const run = await clean('--yes', '--timeout', '10m')

      expect(run.rows[0]?.teardown).toMatchObject({
        state: 'left',
        reason: expect.stringContaining('cannot be cancelled'),
      })
      expect(run.exitCode).toBe(8)
    })

    it('deletes nothing when Ctrl-C comes while it waits for their ends', async () => {
      await killedDrill()
      const stop = new AbortController()
      world.onRequest(/cancel\?/, () => stop.abort())

      const run = await cleanWith({ signal: stop.signal }, '--yes')

      expect(run.error).toMatchObject({ code: 'INTERRUPTED' })
      expect(run.exitCode).toBe(130)
      expect(world.groups()).not.toEqual(before)
    })

    it('deletes groups also when nobody can tell, and says so', async () => {
      leave(OLD)
      world.mock.control.inject({
        path: /backupJobs/,
        times: 99,
        fault: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
      })

      const run = await clean('--yes')

      expect(run.json().warnings.join()).toContain('Whether restores into these groups still run is not known')
      expect(run.rows).toMatchObject([{ teardown: { state: 'gone' } }])
    })
  })

  it('touches the group of its own drill alone when two run at once', async () => {
    const first = world.drill(['--vm', 'web-01'])
    const second = world.drill(['--vm', 'web-02'])
    const deleted = () =>
      world.mock.control.requests.entries.filter(
        ({ method, path }) => method === 'DELETE' && /resourcegroups/i.test(path),
      )

    const runs = await Promise.all([first, second])

    expect(runs.map(({ drill }) => drill?.machines.map(({ name, verdict }) => `${name} ${verdict}`))).toEqual([
      ['web-01 passed'],
      ['web-02 passed'],
    ])
    expect(deleted()).toHaveLength(2)
    expect(world.groups()).toEqual(before)
  })

  it('exits with 5 when the login expires while a group is deleted', async () => {
    leave(OLD)
    world.mock.control.inject({ method: 'DELETE', path: /resourcegroups/i, fault: { kind: 'token-expired' } })

    const run = await clean('--yes')

    expect(run.rows).toMatchObject([{ teardown: { reason: expect.stringContaining('login has expired') } }])
    expect(run.exitCode).toBe(5)
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
