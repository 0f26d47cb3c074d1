import { MINUTE_MS } from '../core/clock.js'
import { figure } from '../core/figure.js'
import type { PolicySpec } from '../model/policy.js'
import type { StaggerFinding } from '../slots/findings.js'
import { formatTime } from '../view/format.js'
import { type PlanFacts, planDefect } from './verify-facts.js'
import type { PlaceLoad, Side } from './verify-side.js'
import { startsAround, zoneYear } from './verify-time.js'

/**
 * Nights in which a change of clocks brings more together than a limit allows, at places that keep it in every other
 * night: a start that the clock skips runs with the next one. Warnings: no slot avoids each of them for every zone.
 */
export function checkClockNights({ plan, policies }: PlanFacts, side: Side | undefined): StaggerFinding[] {
  if (side === undefined) return []
  const { zones, year } = side.counter
  const changesOf = new Map(
    [...new Set(zones)].map((zone) => [zone, new Set(zoneYear([zone], plan.from, plan.dst).changes)]),
  )
  return year.changes.flatMap((ms) => {
    const starts = rememberStarts(ms)
    const touched = side.loads.filter(
      ({ place, over, followers }) =>
        place.limit !== null &&
        over === 0 &&
        [...followers.keys()].some((policy) => changesOf.get(zones[policy] ?? '')?.has(ms)),
    )
    return touched.flatMap((load) => {
      const worst = worstAround(load, (policy) => starts(policies[policy]?.spec as PolicySpec))
      const { limit, kind, name } = load.place
      if (limit === null || worst.most <= limit.value) return []
      const at = new Date(worst.minute * MINUTE_MS).toISOString()
      const message = `When the clocks change, ${figure(worst.most)} start together at ${kind} '${name}' at ${formatTime(at)}; at most ${figure(limit.value)} should.`
      const evidence = { place: name, most: worst.most, limit: limit.value, at }
      return [
        planDefect({
          ...{
            code: 'PLAN_CLOCK_NIGHT',
            subjects: [kind, load.place.vault?.key ?? name, at.slice(0, 10)],
            message,
            evidence,
          },
          ...{ severity: 'warning', source: limit.source },
        }),
      ]
    })
  })
}

function worstAround({ followers }: PlaceLoad, startsOf: (policy: number) => readonly number[]) {
  const counts = new Map<number, number>()
  for (const [policy, amount] of followers) {
    if (amount > 0) for (const minute of startsOf(policy)) counts.set(minute, (counts.get(minute) ?? 0) + amount)
  }
  let worst = { most: 0, minute: 0 }
  for (const [minute, most] of counts) {
    if (most > worst.most || (most === worst.most && minute < worst.minute)) worst = { most, minute }
  }
  return worst
}

/** Starts around a moment; policies that share schedule and zone have them worked out once. */
function rememberStarts(ms: number): (spec: PolicySpec) => readonly number[] {
  const known = new Map<string, readonly number[]>()
  return (spec) => {
    const key = `${spec.timeZone} ${JSON.stringify(spec.schedule)}`
    const found = known.get(key) ?? startsAround(spec, ms)
    known.set(key, found)
    return found
  }
}
