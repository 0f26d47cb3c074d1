import { HOUR_MS, type Instant } from '../core/clock.js'
import { compareNames, nameKey, sameName } from '../core/names.js'
import type { Job } from '../model/job.js'
import type { Blocker, Change, Plan } from '../model/plan.js'
import type { ResourceGroup } from '../model/resource-group.js'
import { count, formatDuration, formatTime } from '../view/format.js'
import { DRILL_TAG, drillGroupName, startOfDrill } from './place.js'

/** `left`: to be deleted. `running`: a drill works in it. `young`: one elsewhere may. `foreign`: it has the tag, and is no drill's. */
export type DrillGroupState = 'left' | 'running' | 'young' | 'foreign'

export interface DrillGroup {
  readonly id: string
  readonly name: string
  readonly subscriptionId: string
  readonly location: string
  /** The value of its tag. */
  readonly drill: string
  /** When the drill began; null when its name does not tell. */
  readonly startedAt: Instant | null
  readonly state: DrillGroupState
  /** Ids of restores that still make things in it. */
  readonly restores: readonly string[]
  /** Why, in a phrase. */
  readonly reason: string
}

/** A drill that has a journal here. */
export interface KnownRun {
  readonly drill: string
  readonly run: string
  readonly isHeld: boolean
}

export interface CleanWish {
  readonly drill?: string | undefined
  readonly olderThanMs?: number | undefined
  /** Also those that may still run elsewhere. */
  readonly force?: boolean | undefined
  readonly runs: readonly KnownRun[]
  /** Restores that run, by {@link nameKey} of the group that they restore into. */
  readonly restores: ReadonlyMap<string, readonly Job[]>
  readonly now: Date
}

export interface CleanPlan extends Plan {
  readonly groups: readonly DrillGroup[]
}

/** Longer than a drill takes by far. */
const USUAL_AGE_MS = 4 * HOUR_MS

export function planClean(groups: readonly ResourceGroup[], wish: CleanWish): CleanPlan {
  const rows = groups
    .map((group) => judge(group, wish))
    .filter(({ drill, name }) => wish.drill === undefined || sameName(drill, wish.drill) || sameName(name, wish.drill))
    .sort((a, b) => compareNames(a.name, b.name))
  const named = wish.drill === undefined ? [] : rows
  return {
    groups: rows.map(({ mayForce: _, ...row }) => row),
    changes: rows.flatMap((row) => (row.state === 'left' ? changesOf(row, wish) : [])),
    blockers: named.flatMap(blockersOf),
  }
}

function changesOf({ name, reason }: DrillGroup, { restores }: CleanWish): Change[] {
  const jobs = restores.get(nameKey(name)) ?? []
  return [
    ...jobs.map((job): Change => {
      const why = `ends the restore of VM '${job.machineName}' into ${name} first`
      return { action: 'update', gate: 'reversible', kind: 'job', name: job.name, reason: why }
    }),
    { action: 'delete', gate: 'one-way', kind: 'resource group', name, reason },
  ]
}

const CODES = { running: 'DRILL_RUNS', young: 'DRILL_YOUNG', foreign: 'NOT_A_DRILL' } as const

function blockersOf({ state, name, drill, reason, mayForce }: JudgedGroup): Blocker[] {
  if (state === 'left') return []
  const suggestions = mayForce ? [`When it does not run any more: azbk drill clean --drill ${drill} --force`] : []
  return [{ code: CODES[state], message: `Resource group ${name}: ${reason}.`, suggestions }]
}

/** `mayForce`: nobody here knows whether its drill runs. */
type JudgedGroup = DrillGroup & { readonly mayForce: boolean }

function judge(group: ResourceGroup, wish: CleanWish): JudgedGroup {
  const { id, name, subscriptionId, location, tags } = group
  const drill = Object.entries(tags).find(([key]) => sameName(key, DRILL_TAG))?.[1] ?? ''
  const startedAt = startOfDrill(drill)
  const restores = (wish.restores.get(nameKey(name)) ?? []).map((job) => job.name)
  const facts = { id, name, subscriptionId, location, drill, startedAt, restores }
  return { ...facts, mayForce: false, ...stateOf(facts, wish) }
}

type Judgement = Pick<DrillGroup, 'state' | 'reason'> & { readonly mayForce?: boolean }

function stateOf(facts: Pick<DrillGroup, 'name' | 'drill' | 'startedAt'>, wish: CleanWish): Judgement {
  const { name, drill, startedAt } = facts
  // Tags are inherited and copied: a group that no drill could have made is somebody's own.
  if (startedAt === null || !sameName(name, drillGroupName(drill))) {
    return { state: 'foreign', reason: `it has the tag ${DRILL_TAG}, but not the name of a drill's group` }
  }
  const known = wish.runs.find((one) => sameName(one.drill, drill))
  if (known?.isHeld) return { state: 'running', reason: `run ${known.run} works in it` }
  if (known !== undefined) return { state: 'left', reason: `run ${known.run} ended without deleting it` }
  return stateElsewhere({ name, startedAt }, wish)
}

/** Of a drill that has no journal here. */
function stateElsewhere(
  { name, startedAt }: { readonly name: string; readonly startedAt: Instant },
  { olderThanMs = USUAL_AGE_MS, force, restores, now }: CleanWish,
): Judgement {
  const ageMs = now.getTime() - Date.parse(startedAt)
  const began = `its drill began ${formatDuration(Math.max(0, ageMs))} ago`
  if (force) return { state: 'left', reason: began }
  const jobs = restores.get(nameKey(name)) ?? []
  const [job] = jobs
  if (job !== undefined) {
    const reason = `${began}, and ${count(jobs.length, 'restore')} into it ${jobs.length === 1 ? 'has' : 'have'} not ended (job ${job.name} since ${formatTime(job.startTime)})`
    return { state: 'running', reason, mayForce: true }
  }
  if (ageMs >= olderThanMs) return { state: 'left', reason: began }
  return { state: 'young', reason: `${began} and may still run elsewhere`, mayForce: true }
}
