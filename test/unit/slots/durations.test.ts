import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDurationModel } from '../../../src/slots/durations.js'
import { type DurationSample, fitDurations } from '../../../src/slots/durations-fit.js'
import type { EstateDisk } from '../../../src/slots/estate.js'
import { estateMachine } from '../../helpers/slot-estate.js'

const disk = (more: Partial<EstateDisk> = {}): EstateDisk => {
  return { sizeGb: 1000, usedGb: 500, churnPerDay: 0.1, storageAccount: null, ...more }
}
const withDisks = (...disks: EstateDisk[]) => estateMachine('vm-1', { disks })

describe('a duration', () => {
  it('of a first backup is bound by the best case of 160 Mbps: 47 GB in 39 minutes', () => {
    const model = createDurationModel({ mode: 'initial', assumptions: { overheadMinutes: 0 } })

    const { best } = model.scenarios(withDisks(disk({ usedGb: 47 })))

    expect(best).toEqual({ minutes: 47_000 / 20 / 60, boundBy: 'best-case rate' })
  })

  it('of later backups is bound by the page blob: 10 GB take 2.8 minutes, not 2.1', () => {
    const model = createDurationModel({ assumptions: { overheadMinutes: 0 } })

    const { best } = model.scenarios(withDisks(disk({ usedGb: 100 })))

    expect(best.boundBy).toBe('page blob')
    expect(best.minutes).toBeCloseTo(2.78, 2)
  })

  it('is bound by the egress of an account that many disks share', () => {
    const model = createDurationModel({ mode: 'checksum', assumptions: { overheadMinutes: 0 } })
    const disks = Array.from({ length: 32 }, () => disk({ storageAccount: 'stweu01' }))

    const { best } = model.scenarios(withDisks(...disks))

    // 10 Gbps = 1,250 MB/s for 32 disks = 39 MB/s each.
    expect(best).toEqual({ minutes: 500_000 / (1250 / 32) / 60, boundBy: 'account egress' })
  })

  it('is that of the slowest disk: disks copy in parallel', () => {
    const model = createDurationModel()
    const one = model.likelyMinutes(withDisks(disk()))

    expect(model.likelyMinutes(withDisks(disk(), disk({ usedGb: 10 }), disk()))).toBe(one)
  })

  it('says which wait bound the worst case, and that without disks the snapshot did', () => {
    const model = createDurationModel()

    expect(model.scenarios(withDisks(disk({ usedGb: 1 }))).worst.boundBy).toBe('queue')
    expect(model.scenarios(withDisks()).likely).toEqual({ minutes: 15, boundBy: 'snapshot' })
  })

  it('takes 60 % of a disk as used and 3 % a day as changed where nobody said', () => {
    const model = createDurationModel()

    expect(model.likelyMinutes(withDisks(disk({ usedGb: null, churnPerDay: null })))).toBe(
      model.likelyMinutes(withDisks(disk({ usedGb: 600, churnPerDay: 0.03 }))),
    )
  })

  it('never shrinks with data, and the best is never above the likely, nor that above the worst', () => {
    const data = fc.record({ usedGb: fc.nat(60_000), churnPerDay: fc.double({ min: 0, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(data, fc.constantFrom('initial', 'incremental', 'checksum'), fc.nat(5000), (given, mode, more) => {
        const model = createDurationModel({ mode: mode as 'initial' })
        const { best, likely, worst } = model.scenarios(withDisks(disk(given)))

        expect(best.minutes).toBeLessThanOrEqual(likely.minutes)
        expect(likely.minutes).toBeLessThanOrEqual(worst.minutes)
        expect(model.likelyMinutes(withDisks(disk({ ...given, usedGb: given.usedGb + more })))).toBeGreaterThanOrEqual(
          likely.minutes,
        )
      }),
    )
  })
})

describe('fitDurations', () => {
  const sample = (machine: string, minutes: number, more: Partial<DurationSample> = {}): DurationSample => {
    return { machine, tier: 'standard', startMs: 0, minutes, copiedGb: null, hasSucceeded: true, ...more }
  }

  it('takes the median of the last 14 successes, however the jobs are ordered', () => {
    const nights = Array.from({ length: 20 }, (_, night) => sample('VM-1', night < 6 ? 999 : 40, { startMs: night }))
    const failed = sample('vm-1', 1, { startMs: 50, hasSucceeded: false })

    const fit = fitDurations([failed, ...nights.reverse()])

    expect(fit.byMachine).toEqual(new Map([['vm-1', 40]]))
  })

  it('falls back to the tier, then to all machines, then to the guidance', () => {
    const fit = fitDurations([sample('vm-2', 10), sample('vm-3', 30), sample('vm-4', 100, { tier: 'gold' })])
    const model = createDurationModel({ fit })

    expect(model.likelyMinutes(estateMachine('vm-2'))).toBe(10)
    expect(model.likelyMinutes(estateMachine('vm-9'))).toBe(20)
    expect(model.likelyMinutes(estateMachine('vm-9', { tier: 'bronze' }))).toBe(30)
    expect(createDurationModel({ fit: fitDurations([]) }).scenarios(withDisks()).likely.boundBy).toBe('snapshot')
  })

  it('finds what a backup of nothing takes, one wild job apart', () => {
    const line = [1, 2, 3, 4, 5, 6].map((gb) => sample(`vm-${gb}`, 12 + 3 * gb, { copiedGb: gb }))

    const fit = fitDurations([...line, sample('vm-7', 900, { copiedGb: 7 })])

    expect(fit.overheadMinutes).toBeCloseTo(12, 6)
  })

  it('leaves that open with few jobs, or with jobs of one size', () => {
    const same = Array.from({ length: 9 }, (_, i) => sample(`vm-${i}`, 20 + i, { copiedGb: 5 }))

    expect(fitDurations(same).overheadMinutes).toBeNull()
    expect(fitDurations([sample('vm-1', 9, { copiedGb: 5 })]).overheadMinutes).toBeNull()
  })
})
