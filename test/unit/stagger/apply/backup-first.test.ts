import { describe, expect, it } from 'vitest'
import type { AppContext } from '../../../../src/context.js'
import { createBackupFirst } from '../../../../src/stagger/apply/backup-first.js'
import type { HeldMove } from '../../../../src/stagger/apply/round.js'

const clock = { now: () => new Date('2026-03-02T12:00:00.000Z') } as AppContext['clock']

function held(name: string, kind: HeldMove['kind']): HeldMove {
  return { pending: { move: { name } } as HeldMove['pending'], kind, until: null, why: 'is held' }
}

describe('a backup before a move', () => {
  const moves = [held('web-01', 'needs backup'), held('web-02', 'needs backup')]

  it('is begun for what needs one, which then waits for it', async () => {
    const begun: string[] = []
    const backUpFirst = createBackupFirst({ clock }, async (due) => {
      begun.push(...due.map(({ move }) => move.name))
    })

    const after = await backUpFirst(moves)

    const waits = { kind: 'waits', until: '2026-03-02T12:15:00.000Z', why: 'waits for the backup that was begun first' }
    expect(begun).toEqual(['web-01', 'web-02'])
    expect(after).toMatchObject([waits, waits])
  })

  it('is begun once: one that made no good point is not begun again', async () => {
    let calls = 0
    const backUpFirst = createBackupFirst({ clock }, async () => {
      calls += 1
    })

    await backUpFirst(moves)

    expect(await backUpFirst(moves)).toEqual(moves)
    expect(calls).toBe(1)
  })
})
