import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StaggerPlan } from '../../../src/stagger/plan-file.js'
import { readPlan } from '../../../src/stagger/read-plan.js'
import { savePlan } from '../../../src/stagger/save-plan.js'
import { jammedMock, planFor } from '../../helpers/jammed-world.js'
import { folderWith } from '../../helpers/temp-folder.js'

type Draft = { -readonly [K in keyof StaggerPlan]?: StaggerPlan[K] }

async function saved(): Promise<{
  file: string
  plan: StaggerPlan
  edit: (change: (plan: Draft) => Draft) => Promise<void>
}> {
  const plan = await planFor(jammedMock(6), 4)
  const file = join(await folderWith(), 'plan.json')
  await savePlan(file, plan)
  const edit = async (change: (plan: Draft) => Draft) =>
    writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))))
  return { file, plan, edit }
}

describe('a saved plan', () => {
  it('is read as it was made, however the file is laid out', async () => {
    const { file, plan, edit } = await saved()

    expect((await readPlan(file)).plan).toMatchObject(JSON.parse(JSON.stringify(plan)))
    await edit((same) => same)
    expect((await readPlan(file)).plan.moves).toEqual(plan.moves)
  })

  it.each<[string, (plan: Draft) => Draft]>([
    [
      'a reason',
      ({ moves = [], ...rest }) => ({ ...rest, moves: moves.map((move) => ({ ...move, reason: 'Because.' })) }),
    ],
    [
      'a bound',
      ({ certificate = [], ...rest }) => ({
        ...rest,
        certificate: certificate.map((one) => ({ ...one, lowerBound: 0 })),
      }),
    ],
    ['a move less', ({ moves = [], ...rest }) => ({ ...rest, moves: moves.slice(1) })],
    ['another digest', (plan) => ({ ...plan, digest: '0' })],
  ])('is refused once it was edited: %s', async (_what, change) => {
    const { file, edit } = await saved()
    await edit(change)

    await expect(readPlan(file)).rejects.toMatchObject({
      code: 'PLAN_EDITED',
      exitCode: 6,
      suggestions: [expect.stringContaining('--pin'), expect.stringContaining("take its 'digest' out")],
    })
  })

  it('says in words what is missing and what is of another type', async () => {
    const { file, edit } = await saved()
    await edit((plan) => {
      const policies = (plan.policies ?? []).map((policy) => ({ ...policy, like: 5 as unknown as string }))
      return { ...plan, days: 1.5, seed: 'one' as unknown as number, policies }
    })

    await expect(readPlan(file)).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      message: expect.stringMatching(
        /'seed' must be a number\n.*'policies\.0\.like' must be a text or null\n.*'days' must be a whole number$/,
      ),
    })
  })

  it('is taken as edited on purpose without its digest', async () => {
    const { file, edit } = await saved()
    await edit(({ digest: _, moves = [], ...rest }) => ({ ...rest, moves: moves.slice(1) }))

    expect((await readPlan(file)).plan.moves).toHaveLength(1)
  })
})
