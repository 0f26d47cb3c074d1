import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import DrillList from '../../commands/drill/list.js'
import DrillRun from '../../commands/drill/run.js'
import DrillShow from '../../commands/drill/show.js'
import type { DrillListResult } from '../../src/drills/list.js'
import type { DrillShowResult } from '../../src/drills/show.js'
import type { DrillRecord } from '../../src/model/drill.js'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'
import { runAzbk, runForJson } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

describe('the evidence of drills', () => {
  let world: DrillWorld

  beforeEach(async () => {
    world = await createDrillWorld()
  })

  async function list(...argv: string[]) {
    const own = [...argv, '--evidence', world.evidence]
    const run = await runForJson<DrillListResult>(DrillList, own, { mock: world.mock })
    return { ...run, ...run.result }
  }

  function show(drill: string, ...argv: string[]) {
    return runAzbk(DrillShow, [drill, ...argv, '--evidence', world.evidence], { mock: world.mock })
  }

  it('is listed newest first, with the mean time to recover of each tier', async () => {
    const first = await world.drill(['--vm', 'web-01'])
    world.mock.control.advance(86_400_000)
    const second = await world.drill(['--all', '--tcp', '22'])

    const run = await list()

    expect(run.drills).toMatchObject([
      { name: second.drill?.name, verdicts: { passed: 2, late: 0, failed: 0, notRun: 0 }, digest: 'same' },
      { name: first.drill?.name, verdicts: { passed: 1 }, teardown: 'gone' },
    ])
    const times = [first, second].flatMap(
      ({ drill }) => drill?.machines.map(({ times: { recoveredMs } }) => recoveredMs ?? 0) ?? [],
    )
    const meanMs = Math.round(times.reduce((sum, ms) => sum + ms, 0) / 3)
    expect(run.tiers).toEqual([{ tier: 'standard', recoveries: 3, meanMs, rtoMs: 28_800_000, overRto: false }])
    expect(run.exitCode).toBe(0)
  })

  it('finds a tier that recovers too slowly', async () => {
    const drilled = await world.drill(['--vm', 'web-01', '--rto', '1m'])

    const run = await list()

    expect(drilled.drill?.machines[0]).toMatchObject({ verdict: 'late', rtoMs: 60_000 })
    expect(drilled.exitCode).toBe(10)
    expect(run.tiers).toMatchObject([{ overRto: true }])
    expect(run.findings.join()).toContain('VMs of tier standard take')
    expect(run.exitCode).toBe(10)
  })

  it('tells of what and by whom it was made, and that the mock proves nothing', async () => {
    const { drill } = await world.drill(['--vm', 'web-01'])
    const shown = await show('latest')

    expect(drill).toMatchObject({
      schemaVersion: 2,
      endpoint: null,
      azbkVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      ranBy: { name: 'admin@contoso.com', kind: 'user', objectId: expect.any(String) },
      machines: [{ point: { vault: expect.stringMatching(/\/vaults\/vault-contoso$/) } }],
    })
    const page = readFileSync(join(world.evidence, `${drill?.name}.md`), 'utf8')
    expect(page).toContain('the offline mock, which proves nothing')
    expect(page).toMatch(/\| Run by +\| admin@contoso\.com \(object id \S+\) with azbk \d/)
    expect(shown.stdout).toContain('by the offline mock, which proves nothing.')
    expect(shown.stdout).toMatch(/^Run by admin@contoso\.com \(object id \S+\) with azbk \d/m)
  })

  it('of version 1 is read as before, and names nobody', async () => {
    const { drill } = await world.drill(['--vm', 'web-01'])
    const { ranBy: _, azbkVersion: __, ...old } = drill ?? ({} as DrillRecord)
    const machines = old.machines.map(({ times: { recoveredMs: totalMs, ...times }, ...row }) => ({
      ...row,
      times: { ...times, totalMs },
    }))
    writeFileSync(join(world.evidence, `${drill?.name}.json`), JSON.stringify({ ...old, schemaVersion: 1, machines }))
    rmSync(join(world.evidence, `${drill?.name}.json.sha256`))

    const shown = await show('latest', '--json')
    const text = await show('latest')

    expect(shown.json<DrillShowResult>().result.record).toEqual({ ...drill, ranBy: null, azbkVersion: null })
    expect(text.stdout).toContain('Run by an account that is not known with azbk of a version that is not known.')
    expect((await list()).tiers).toMatchObject([{ recoveries: 1 }])
  })

  it('of trials on the mock is kept apart when no folder is named', async () => {
    const stateDir = await folderWith()
    const env = { AZBK_STATE_DIR: stateDir }
    const trial = await runAzbk(DrillRun, ['--vm', 'web-01', '--mock', '--json'], { mock: world.mock, env })
    const real = await runAzbk(DrillList, ['--json'], { env })
    const mocked = await runAzbk(DrillList, ['--mock', '--json'], { env })

    expect(trial.exitCode).toBe(0)
    expect(real.json<DrillListResult>().result.drills).toEqual([])
    expect(mocked.json<DrillListResult>().result.drills).toHaveLength(1)
  })

  it('tells which protected VMs no drill was ever made of', async () => {
    const all = await list('--never')
    await world.drill(['--vm', 'web-01'])
    const rest = await list('--never')

    expect(all.never?.map(({ name }) => name)).toEqual(['web-01', 'web-02'])
    expect(rest.never).toMatchObject([{ name: 'web-02', tier: 'standard' }])
  })

  it('does not count a VM as practised on whose restore Azure refused', async () => {
    const fault = { kind: 'status', status: 400, code: 'UserErrorRestoreNotAllowed' } as const
    world.mock.control.inject({ method: 'POST', path: /web-02.*\/restore\?/, fault })
    const { drill } = await world.drill(['--all'])

    const { never } = await list('--never')

    expect(drill?.machines).toMatchObject([{ verdict: 'passed' }, { verdict: 'failed', jobId: null }])
    expect(never).toMatchObject([{ name: 'web-02' }])
  })

  it('is a table at a terminal, with what was never practised on', async () => {
    const { drill } = await world.drill(['--vm', 'web-01'])
    const { stdout } = await runAzbk(DrillList, ['--never', '--evidence', world.evidence], { mock: world.mock })

    expect(stdout).toMatch(new RegExp(`${drill?.name} .* 1 passed +own region +deleted`))
    expect(stdout).toMatch(/standard +1 +\S.* 8h/)
    expect(stdout).toMatch(/Never practised on[\s\S]*web-02 +rg-app +standard/)
  })

  it('is empty before the first drill', async () => {
    const run = await runAzbk(DrillList, ['--evidence', world.evidence], { mock: world.mock })

    expect(run.stdout).toContain('No drill was ever made.')
    expect(run.exitCode).toBe(0)
  })

  it('names the file that cannot be read', async () => {
    await world.drill(['--vm', 'web-01'])
    writeFileSync(join(world.evidence, 'drill-torn.json'), '{"schemaVersion":1,')

    const run = await list()

    expect(run.drills).toHaveLength(1)
    expect(run.json().warnings.join()).toContain('drill-torn.json cannot be read')
    expect(run.exitCode).toBe(3)
  })

  it('tells when a file was changed after it was written', async () => {
    const { drill } = await world.drill(['--vm', 'web-01', '--rto', '1m'])
    const file = join(world.evidence, `${drill?.name}.json`)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"late"', '"passed"'))

    const listed = await list()
    const shown = await show('latest')

    expect(listed.drills).toMatchObject([{ digest: 'other' }])
    expect(listed.findings.join()).toContain('was changed after it was written')
    expect(shown.stdout).toContain('NOT the one beside it')
    expect(shown.exitCode).toBe(10)
  })

  it('is shown by name, by `latest`, and without a digest beside it', async () => {
    const { drill } = await world.drill(['--vm', 'web-01', '--service', 'sshd'])
    const run = drill?.name ?? ''

    const latest = await show('latest')
    const named = await show(run.toUpperCase(), '--json')
    rmSync(join(world.evidence, `${run}.json.sha256`))
    const bare = await show(run)

    expect(latest.stdout).toContain('Looked at the agent, service sshd.')
    expect(latest.stdout).toContain('as the one beside it')
    expect(named.json<DrillShowResult>().result.record).toEqual(drill)
    expect(bare.stdout).toContain('none beside it')
    expect(bare.exitCode).toBe(0)
  })

  it('says that there is no such drill', async () => {
    mkdirSync(world.evidence)

    const run = await show('latest', '--json')

    expect(run.json().error).toMatchObject({ code: 'DRILL_NOT_FOUND' })
    expect(run.exitCode).toBe(4)
  })

  it('is a page for people and a report for pipelines, too, and has no word of the script', async () => {
    world.mock.control.setGuest(world.vmId('web-02'), {
      rules: [{ contains: 'S3cret', exitCode: 1, stdout: 'denied for S3cret\nevidence: 3 of 4 tables\n' }],
    })
    const script = join(world.journals, '..', 'check.sh')
    const junit = join(world.journals, '..', 'junit.xml')
    writeFileSync(script, 'login --password S3cret\n')

    const { drill, exitCode, stderr } = await world.drill(['--all', '--script', script, '--report', `junit=${junit}`])

    const files = ['json', 'md', 'json.sha256'].map((ending) => join(world.evidence, `${drill?.name}.${ending}`))
    const texts = [...files, junit].map((file) => readFileSync(file, 'utf8'))
    expect(texts.join()).not.toContain('S3cret')
    expect(stderr).toContain('web-02: script check.sh printed:\ndenied for S3cret')
    expect(texts[1]).toContain('| web-02 | script check.sh | failed | 3 of 4 tables |')
    expect(drill?.probes.script).toEqual({ name: 'check.sh', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(texts[1]).toContain('| web-02 | standard | failed |')
    expect(texts[3]).toContain('failures="1"')
    expect(texts[3]?.match(/<testcase /g)).toHaveLength(3)
    expect(exitCode).toBe(10)
  })
})
