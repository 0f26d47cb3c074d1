import { expect, it } from 'vitest'
import type { Job } from '../../../src/model/job.js'
import { blockedError } from '../../../src/model/plan.js'
import type { RestoreFacts } from '../../../src/restore/preflight/facts.js'
import { checkDay } from '../../../src/restore/preflight/source.js'

/** A VM with restores that began one minute after the other, newest first. */
function restored(times: number): RestoreFacts {
  const jobs = Array.from({ length: times }, (_, i) => ({
    startTime: `2026-03-02T10:${String(times - i).padStart(2, '0')}:00.000Z`,
  })) as Job[]
  const subject = { name: 'web-01', resourceGroup: 'rg-app' }
  return { target: { subject, jobs } } as unknown as RestoreFacts
}

it.each([
  [19, []],
  [20, ['2026-03-03T10:01:00.000Z']],
  [22, ['2026-03-03T10:03:00.000Z']],
])('after %i restores in a day the next one is possible when the oldest that count is a day old', (times, next) => {
  expect(checkDay(restored(times)).map(({ details }) => details?.resumeAt)).toEqual(next)
})

it('is a spent quota when nothing else stands in the way', () => {
  const spent = checkDay(restored(20))

  const error = blockedError(spent, "restore VM 'web-01'")
  expect(error).toMatchObject({ code: 'DAILY_RESTORE_LIMIT', exitCode: 7 })
  expect(error.message).toContain('The next restore is possible after 2026-03-03 10:01 UTC.')
  expect(blockedError([...spent, { code: 'X', message: 'X.', suggestions: [] }], 'restore it').exitCode).toBe(6)
})
