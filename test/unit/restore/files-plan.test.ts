import { describe, expect, it } from 'vitest'
import { blockedError } from '../../../src/model/plan.js'
import type { RecoveryPoint } from '../../../src/model/point.js'
import { planMount, planUnmount } from '../../../src/restore/files-plan.js'
import type { FileFacts } from '../../../src/restore/files-survey.js'
import { aDisk, aMachine, anItem, aVault } from '../../helpers/machines.js'
import { inTiers, pointAt } from '../../helpers/points.js'

const MACHINE = aMachine()

function factsOf(point: Partial<RecoveryPoint> = {}, more: Partial<FileFacts> = {}): FileFacts {
  const chosen = pointAt('2026-03-01T22:00:00Z', point)
  return {
    item: anItem(MACHINE),
    choice: { point: chosen, why: 'the latest point', at: null, passedOver: [], ageMs: 0 },
    os: 'Linux',
    machine: MACHINE,
    vault: aVault(),
    place: { out: 'open.py', isFolder: false, replace: false },
    placeBlockers: [],
    ...more,
  }
}

const codesOf = (facts: FileFacts) => planMount(facts).blockers.map(({ code }) => code)
const withDisk = (changes: Parameters<typeof aDisk>[0]) =>
  aMachine({ disks: [aDisk(), aDisk({ lun: 0, name: 'data', ...changes })] })

describe('the plan to mount files', () => {
  it('mounts what nothing stands in the way of', () => {
    expect(planMount(factsOf())).toMatchObject({ changes: [{ action: 'create' }], blockers: [], warnings: [] })
  })

  it('says that a mount that is there is replaced', () => {
    const [change] = planMount(factsOf({ filesMounted: true })).changes

    expect(change).toMatchObject({ action: 'update', reason: expect.stringContaining('void from then on') })
  })

  it('names all findings at once, each with what to do instead', () => {
    const placeBlockers = [{ code: 'OUT_EXISTS', message: 'open.py is there already.', suggestions: ['--force'] }]
    const machine = withDisk({ sku: 'PremiumV2_LRS' })
    const facts = factsOf({ encrypted: true, tiers: inTiers('archive') }, { machine, placeBlockers })

    const { blockers } = planMount(facts)

    expect(blockers.map(({ code }) => code)).toEqual([
      'FILES_ENCRYPTED',
      'POINT_ARCHIVED',
      'DISKS_NOT_MOUNTABLE',
      'OUT_EXISTS',
    ])
    expect(blockedError(blockers, 'x').suggestions).toHaveLength(2)
  })

  it.each([[{ sku: 'UltraSSD_LRS' }], [{ sku: 'premiumv2_lrs' }], [{ shared: true }], [{ writeAccelerator: true }]])(
    'mounts no files of a disk with %j',
    (disk) => {
      expect(codesOf(factsOf({}, { machine: withDisk(disk) }))).toEqual(['DISKS_NOT_MOUNTABLE'])
    },
  )

  it('does not mind disks that the point does not hold', () => {
    const included = [{ lun: -1, name: aDisk().name }]
    const disks = { included: 1, attached: 2, includedDisks: included, excludedDisks: null }

    expect(codesOf(factsOf({ disks }, { machine: withDisk({ sku: 'UltraSSD_LRS' }) }))).toEqual([])
  })

  it('takes a point that was brought back from the archive', () => {
    expect(codesOf(factsOf({ tiers: [{ tier: 'archive', status: 'Rehydrated' }] }))).toEqual([])
  })

  it('warns of private endpoints, also of a VM that is gone', () => {
    const vault = aVault({ privateEndpoints: ['/x'] })

    expect(planMount(factsOf({}, { vault, machine: null })).warnings).toEqual([
      expect.stringContaining('private endpoint'),
    ])
  })
})

describe('the plan to unmount files', () => {
  it('is about the points whose files are mounted', () => {
    const points = [pointAt('2026-03-01T22:00:00Z'), pointAt('2026-02-28T22:00:00Z', { filesMounted: true, name: '7' })]

    expect(planUnmount(anItem(MACHINE), points).changes).toMatchObject([{ action: 'update', point: '7' }])
  })

  it('has nothing to do when none are', () => {
    expect(planUnmount(anItem(MACHINE), []).changes).toMatchObject([{ action: 'none', point: null }])
  })
})
