import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Mock } from '../../mocks/index.js'
import { runDrill } from '../../src/drills/run.js'
import { createDrillWorld } from '../helpers/drill-world.js'
import { killEverywhere } from '../helpers/kill-matrix.js'
import { createRestoreWorld } from '../helpers/restore-world.js'

/** Ids of all that is there: groups, locks, VMs, disks, snapshots, accounts, networks, interfaces, security groups, addresses, deployments. */
function thingsIn({ control }: Mock): string[] {
  const { resources, compute, storage, network, deployments } = control.snapshot()
  const { deletions: _ended, ...groups } = resources
  const { operations: _done, guests: _inside, ...machines } = compute
  const tables = [groups, machines, storage, network, deployments].flatMap((state) => Object.values(state))
  return tables.flatMap((rows) => Object.keys(rows)).sort()
}

/** Of a folder with the evidence of one drill: what is in it, and whether the digest is that of the file. */
function evidenceIn(folder: string) {
  const names = readdirSync(folder)
  const file = names.find((name) => name.endsWith('.json')) ?? ''
  const text = readFileSync(join(folder, file), 'utf8')
  const digest = createHash('sha256').update(text).digest('hex')
  const { name: drill, machines, teardown } = JSON.parse(text)
  return {
    endings: names.map((name) => name.slice(name.indexOf('.'))).sort(),
    digest: readFileSync(join(folder, `${file}.sha256`), 'utf8') === `${digest}  ${drill}.json\n`,
    verdicts: machines.map(({ name, verdict }: { name: string; verdict: string }) => `${name} ${verdict}`),
    teardown: teardown.state,
  }
}

const WHOLE = {
  endings: ['.json', '.json.sha256', '.md'],
  digest: true,
  verdicts: ['web-01 passed', 'web-02 passed'],
  teardown: 'gone',
}

function endOf(mock: Mock, stateDir: string) {
  mock.control.advance(3_600_000)
  const { backup } = mock.control.snapshot()
  const jobs = Object.values(backup.vaults).flatMap(({ jobs: own }) => Object.values(own))
  const restores = jobs.filter(({ operation }) => operation === 'Restore')
  return {
    things: thingsIn(mock),
    isTagged: JSON.stringify(mock.control.snapshot().resources.groups).includes('azbk-drill'),
    restores: restores.map(({ entity, status }) => `${entity} ${status}`).sort(),
    evidence: evidenceIn(join(stateDir, 'drills')),
  }
}

describe('a drill that is killed and gone on with', () => {
  it('restores each VM once, leaves nothing, and has one evidence, wherever it is killed', async () => {
    const world = createRestoreWorld()

    const matrix = await killEverywhere({
      world: world.mock.control.snapshot(),
      run: (ctx, resume) => runDrill(ctx, resume ? { resume } : { all: true, service: ['sshd'] }, '0.0.0'),
      endOf,
    })

    expect(matrix.reference).toEqual({
      things: thingsIn(world.mock),
      isTagged: false,
      restores: ['web-01 Completed', 'web-02 Completed'],
      evidence: WHOLE,
    })
    expect(matrix.ends.length).toBeGreaterThan(30)
    for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
  })

  it('writes its evidence whole when it was killed while it wrote it', async () => {
    const world = await createDrillWorld()
    const { drill } = await world.drill(['--all'])
    const [journal = ''] = readdirSync(world.journals).map((name) => join(world.journals, name))
    const lines = readFileSync(journal, 'utf8').split('\n')
    // Without the end of the group and of the run, and with half an evidence.
    writeFileSync(journal, `${lines.slice(0, -3).join('\n')}\n`)
    writeFileSync(join(world.evidence, `${drill?.name}.json`), '{"schemaVersion":1,')

    const rest = await world.drill(['--resume', 'latest'])

    expect(rest.exitCode, rest.stderr).toBe(0)
    expect(evidenceIn(world.evidence)).toEqual(WHOLE)
  })
})
