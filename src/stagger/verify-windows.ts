import { minutesOfDay, startsOfDay } from '../model/policy-schedule.js'
import { ianaZone } from '../model/policy-time-zone.js'
import type { EstateMachine, EstatePolicy, EstateTier, StartWindow } from '../slots/estate.js'
import type { DstMode } from './plan-file.js'
import { DAY_MINUTES, isInWindow, zoneYear } from './verify-time.js'

/** A start that lies outside of a window. */
export interface WindowBreach {
  readonly window: StartWindow
  /** Minute of the day on the window's clock. */
  readonly minute: number
  /** The first day on which the clocks stand so, `YYYY-MM-DD`. */
  readonly from: string
}

/** The window of a machine: its own, else that of its tier; null when it may start at any time. */
export function windowOf(machine: EstateMachine, tier: EstateTier | undefined): StartWindow | null {
  return machine.window ?? tier?.window ?? null
}

/**
 * Tells whether a policy starts inside a window on every day of the 12 months; the answer for each pair is worked out
 * once. The wall clock of a window follows its zone, whatever policies do.
 */
export function createWindowCheck(when: { readonly from: string; readonly dst: DstMode }) {
  const byPolicy = new Map<EstatePolicy, Map<string, WindowBreach | null>>()
  return (policy: EstatePolicy, window: StartWindow): WindowBreach | null => {
    const answers = byPolicy.get(policy) ?? new Map<string, WindowBreach | null>()
    byPolicy.set(policy, answers)
    const key = `${window.from} ${window.to} ${window.timeZone}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = findBreach(policy, window, when)
    answers.set(key, answer)
    return answer
  }
}

function findBreach(
  { spec }: EstatePolicy,
  window: StartWindow,
  { from, dst }: { readonly from: string; readonly dst: DstMode },
): WindowBreach | null {
  const [own, wall] = [ianaZone(spec.timeZone), ianaZone(window.timeZone)]
  const fixed = dst === 'fixed' ? zoneYear([own], from, 'fixed').regimes[0]?.offsets.get(own) : undefined
  const starts = boundStarts(startsOfDay(spec.schedule), window)
  for (const regime of zoneYear([own, wall], from, 'wallclock').regimes) {
    const ahead = (regime.offsets.get(wall) ?? 0) - (fixed ?? regime.offsets.get(own) ?? 0)
    for (const start of starts) {
      const minute = (((start + ahead) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES
      if (!isInWindow(minute, window)) return { window, minute, from: regime.from }
    }
  }
  return null
}

/** All starts of a day where the window is long enough for them, else the first: no night holds an hourly policy. */
function boundStarts(starts: readonly number[], { from, to }: StartWindow): readonly number[] {
  const length = (minutesOfDay(to) - minutesOfDay(from) + DAY_MINUTES) % DAY_MINUTES
  return (starts.at(-1) ?? 0) - (starts[0] ?? 0) <= length ? starts : starts.slice(0, 1)
}
