import { DAY_MS, HOUR_MS, timeAfter } from '../core/clock.js'
import type { TimeWindow } from '../core/time-window.js'
import { isJobDone } from '../model/job.js'
import type { VaultHistory } from './history-store.js'

/**
 * How far back Azure is asked for jobs. It promises no more than the 30 days that one filter may span
 * (AZURE-BACKUP-API.md section 10); what is older counts as gone.
 */
export const KEPT_MS = 30 * DAY_MS

/** Lists lag behind: the last hour of an earlier run is read again. */
const OVERLAP_MS = HOUR_MS

/**
 * What has to be read so that a span is known up to its end: what no run read yet, the end of the last reading, and the
 * starts of jobs that were still running then.
 */
export function windowsToRead({ reads, jobs }: VaultHistory, span: TimeWindow): TimeWindow[] {
  const oldest = later(span.from, timeAfter(span.to, -KEPT_MS))
  const running = [...jobs.values()].filter((job) => !isJobDone(job.status) && job.start >= oldest)
  const stale = [
    ...reads.map((read) => ({ from: later(oldest, timeAfter(read.to, -OVERLAP_MS)), to: read.to })).slice(-1),
    ...running.map((job) => ({ from: job.start, to: timeAfter(job.start, 1000) })),
  ]
  return unite([...gapsIn(reads, { from: oldest, to: span.to }), ...stale], OVERLAP_MS)
}

/** The parts of a span that no window covers, in order. */
export function gapsIn(windows: readonly TimeWindow[], span: TimeWindow): TimeWindow[] {
  const gaps: TimeWindow[] = []
  let from = span.from
  for (const window of unite(windows, 0)) {
    if (window.to <= from || window.from >= span.to) continue
    if (window.from > from) gaps.push({ from, to: window.from })
    from = window.to
  }
  if (from < span.to) gaps.push({ from, to: span.to })
  return gaps
}

/** Windows in order, those that touch, or lie no further apart than so much, as one. */
function unite(windows: readonly TimeWindow[], apartMs: number): TimeWindow[] {
  const united: TimeWindow[] = []
  for (const window of [...windows].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = united.at(-1)
    if (last !== undefined && window.from <= timeAfter(last.to, apartMs)) {
      united[united.length - 1] = { from: last.from, to: later(last.to, window.to) }
    } else united.push(window)
  }
  return united
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
