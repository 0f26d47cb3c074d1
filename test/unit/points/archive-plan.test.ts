import { describe, expect, it } from 'vitest'
import type { ProtectedItem } from '../../../src/model/item.js'
import { planArchive } from '../../../src/points/archive-plan.js'
import { inTiers, pointAt } from '../../helpers/points.js'

const ITEM = {
  machineName: 'web-01',
  machineResourceGroup: 'rg-app',
  state: 'Protected',
  softDelete: null,
} as ProtectedItem
const READY = pointAt('2026-01-01T02:00Z', { archiveReady: { ready: true, reason: '' }, tiers: inTiers('vault') })
const YOUNG = pointAt('2026-03-01T02:00Z', { archiveReady: { ready: false, reason: 'Too young.' } })
const MUTE = pointAt('2026-03-02T02:00Z')
const COLD = pointAt('2025-12-01T02:00Z', { tiers: inTiers('archive') })
const POINTS = [MUTE, YOUNG, READY, COLD]

const plan = (named: readonly string[], recommended = [READY]) =>
  planArchive({ item: ITEM, points: POINTS, recommended }, named)

describe('a plan to archive points', () => {
  it('moves what is recommended, one-way, when nothing is named', () => {
    expect(plan([])).toMatchObject({
      changes: [{ action: 'update', gate: 'one-way', name: READY.name, point: READY, after: { tier: 'archive' } }],
      blockers: [],
    })
  })

  it('tells why nothing is recommended, each reason once', () => {
    const { changes } = plan([], [])

    expect(changes).toMatchObject([{ action: 'none', gate: 'reversible', point: null }])
    expect(changes[0]?.reason).toBe(
      'Azure recommends none to move to the archive tier. 2 points: Azure does not say why. 1 point: Too young.',
    )
  })

  it('moves a named point once, whatever name it is given twice, recommended or not', () => {
    expect(plan([READY.name, READY.id], []).changes.map(({ name }) => name)).toEqual([READY.name])
  })

  it('leaves alone what is in the archive', () => {
    expect(plan([COLD.name]).changes).toMatchObject([
      { action: 'none', reason: 'the point of 2025-12-01 02:00 UTC is in the archive tier already' },
    ])
  })

  it('is blocked by each point that is missing or cannot be moved, with the reason', () => {
    const { changes, blockers } = plan([READY.name, '42', YOUNG.name, MUTE.name])

    expect(changes).toHaveLength(1)
    expect(blockers.map(({ code, message }) => [code, message])).toEqual([
      ['POINT_NOT_FOUND', 'there is no recovery point 42.'],
      ['POINT_NOT_MOVABLE', 'the point of 2026-03-01 02:00 UTC (202603010200) cannot be moved: Too young.'],
      [
        'POINT_NOT_MOVABLE',
        'the point of 2026-03-02 02:00 UTC (202603020200) cannot be moved: Azure does not say that it can be.',
      ],
    ])
  })

  it('is blocked as a whole while the item is soft-deleted', () => {
    const softDelete = { deletedTime: '2026-03-01T00:00:00.000Z', purgeTime: '2026-03-15T00:00:00.000Z' }
    const deleted = { ...ITEM, softDelete }

    expect(planArchive({ item: deleted, points: POINTS, recommended: [READY] }, [])).toMatchObject({
      changes: [],
      blockers: [{ code: 'ITEM_DELETED', suggestions: ['azbk undelete --vm rg-app/web-01'] }],
    })
  })
})
