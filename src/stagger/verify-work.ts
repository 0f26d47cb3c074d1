import { nameKey } from '../core/names.js'
import { startsOfDay } from '../model/policy-schedule.js'
import { ianaZone } from '../model/policy-time-zone.js'
import type { EstateMachine, EstatePolicy } from '../slots/estate.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { PlannedMove } from './plan-file.js'
import { isOnGrid, type PlanFacts, planDefect } from './verify-facts.js'
import { DAY_MINUTES, distinctRegimes, type Regime, WEEK_MINUTES, weekStarts, wrap, zoneYear } from './verify-time.js'

/** How long the backup of a machine likely takes, in minutes. */
export type LikelyMinutes = (machine: EstateMachine) => number

/** The backups of one machine: when they start, and how long they take. */
interface Work {
  readonly policy: EstatePolicy
  readonly minutes: number
}

/** By the key of the vault. */
type Works = ReadonlyMap<string, readonly Work[]>

/**
 * VMs at work at once and lengths of the nights, against what the plan claims of them. Work can be counted only where it
 * is known how long backups take: a saved plan does not say it.
 */
export function checkWork(facts: PlanFacts, minutesOf: LikelyMinutes | undefined): StaggerFinding[] {
  const { certificate, summary } = facts.plan
  const minutes = facts.estate.machines.map((machine) => Math.max(1, Math.ceil(minutesOf?.(machine) ?? 0)))
  const [before, after] = [worksOf(facts, minutes, []), worksOf(facts, minutes, facts.plan.moves)]
  const peak = minutesOf === undefined ? undefined : createPeak(facts)
  const peakOf = (works: Works) => peak && sumOf(works, peak)
  const counted = { peak: peakOf(after), night: sumOf(after, nightLength) }
  const claims = [
    { what: 'the estate before it: peak', said: summary.before.peak, is: peakOf(before) },
    { what: 'the estate after it: peak', said: summary.after.peak, is: counted.peak },
    ...certificate.flatMap(({ level, achieved }) =>
      level === 'peak' || level === 'night'
        ? [{ what: `its certificate: ${level}`, said: achieved, is: counted[level] }]
        : [],
    ),
  ]
  return claims.flatMap(({ what, said, is }) => {
    if (is === undefined || is === said) return []
    const message = `The plan says of ${what} ${said}; counted are ${is}.`
    return [planDefect({ code: 'PLAN_WORK', subjects: [what], message, evidence: { said, counted: is } })]
  })
}

/** By vault, as the machines are now or as the plan leaves them. Names are looked up once as they are written. */
function worksOf(facts: PlanFacts, minutes: readonly number[], moves: readonly PlannedMove[]): Works {
  const targets = new Map(moves.map(({ machine, to }) => [nameKey(machine), to]))
  const works = new Map<string, Work[]>()
  const policies = new Map<string, Map<string, EstatePolicy | undefined>>()
  facts.estate.machines.forEach((machine, m) => {
    const { vault } = machine
    const name = (targets.size > 0 && targets.get(nameKey(machine.key))) || machine.policy
    if (name === null) return
    const known = policies.get(vault) ?? new Map<string, EstatePolicy | undefined>()
    policies.set(vault, known)
    if (!known.has(name)) known.set(name, facts.policyOf(vault, name))
    const policy = known.get(name)
    if (policy === undefined || !isOnGrid(policy)) return
    const own = works.get(nameKey(vault)) ?? []
    works.set(nameKey(vault), own)
    own.push({ policy, minutes: minutes[m] as number })
  })
  return works
}

function sumOf(works: Works, measure: (own: readonly Work[]) => number): number {
  return [...works.values()].reduce((sum, own) => sum + measure(own), 0)
}

/** Half hours from the first to the last start of a vault, each on its policy's own clock, from noon on. */
function nightLength(works: readonly Work[]): number {
  const policies = [...new Set(works.map(({ policy }) => policy))]
  const starts = policies.map(({ spec }) => wrap((startsOfDay(spec.schedule)[0] ?? 0) - DAY_MINUTES / 2, DAY_MINUTES))
  return (Math.max(...starts) - Math.min(...starts)) / 30
}

/** Most machines of a vault that are at work in the same minute, in the worst state of the clocks. */
function createPeak({ plan, policies }: PlanFacts): (works: readonly Work[]) => number {
  const year = zoneYear(policies.map(zoneOf), plan.from, plan.dst)
  const known = new Map<string, readonly Regime[]>()
  return (works) => {
    const zones = [...new Set([...new Set(works.map(({ policy }) => policy))].map(zoneOf))].sort()
    const regimes = known.get(zones.join(' ')) ?? distinctRegimes(year.regimes, zones)
    known.set(zones.join(' '), regimes)
    return Math.max(...regimes.map((regime) => peakIn(works, regime)))
  }
}

function zoneOf({ spec }: EstatePolicy): string {
  return ianaZone(spec.timeZone)
}

function peakIn(works: readonly Work[], { offsets }: Regime): number {
  const isDaily = works.every(({ policy }) => policy.spec.schedule.frequency !== 'weekly')
  const period = isDaily ? DAY_MINUTES : WEEK_MINUTES
  const change = new Int32Array(period + 1)
  const note = (minute: number, by: number) => {
    change[minute] = (change[minute] as number) + by
  }
  const known = new Map<EstatePolicy, ReadonlySet<number>>()
  const startsOf = (policy: EstatePolicy) => {
    const found = known.get(policy)
    if (found !== undefined) return found
    const offset = offsets.get(zoneOf(policy)) ?? 0
    const starts = new Set(weekStarts(policy.spec).map((start) => wrap(start - offset, period)))
    known.set(policy, starts)
    return starts
  }
  for (const { policy, minutes } of works) {
    for (const from of startsOf(policy)) {
      const to = from + (minutes % period)
      // Whole periods at work, and a run that goes on past the end of the period, count from its first minute.
      note(0, Math.floor(minutes / period) + (to > period ? 1 : 0))
      note(from, 1)
      note(to > period ? to - period : to, -1)
    }
  }
  let [atWork, most] = [0, 0]
  for (const by of change) {
    atWork += by
    most = Math.max(most, atWork)
  }
  return most
}
