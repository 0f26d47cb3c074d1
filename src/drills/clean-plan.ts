import { HOUR_MS, type Instant } from '../core/clock.js'
import { compareNames, sameName } from '../core/names.js'
import type { Blocker, Change, Plan } from '../model/plan.js'
import type { ResourceGroup } from '../model/resource-group.js'
import { formatDuration } from '../view/format.js'
import { DRILL_TAG, drillGroupName, startOfDrill } from './place.js'

/** `left`: to be deleted. `running`: a drill here works in it. `young`: one elsewhere may. `foreign`: it has the tag, and is no drill's. */
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
  readonly run?: string | undefined
  readonly olderThanMs?: number | undefined
  readonly runs: readonly KnownRun[]
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
    .filter(({ drill, name }) => wish.run === undefined || sameName(drill, wish.run) || sameName(name, wish.run))
    .sort((a, b) => compareNames(a.name, b.name))
  const named = wish.run === undefined ? [] : rows
  return {
    groups: rows,
    changes: rows.flatMap(({ state, name, reason }): Change[] =>
      state === 'left' ? [{ action: 'delete', gate: 'one-way', kind: 'resource group', name, reason }] : [],
    ),
    blockers: named.flatMap(({ state, name, reason }): Blocker[] =>
      state === 'left' ? [] : [{ code: CODES[state], message: `Resource group ${name}: ${reason}.`, suggestions: [] }],
    ),
  }
}

const CODES = { running: 'DRILL_RUNS', young: 'DRILL_YOUNG', foreign: 'NOT_A_DRILL' } as const

function judge(group: ResourceGroup, wish: CleanWish): DrillGroup {
  const { id, name, subscriptionId, location, tags } = group
  const drill = Object.entries(tags).find(([key]) => sameName(key, DRILL_TAG))?.[1] ?? ''
  const startedAt = startOfDrill(drill)
  return { id, name, subscriptionId, location, drill, startedAt, ...stateOf({ name, drill, startedAt }, wish) }
}

function stateOf(
  { name, drill, startedAt }: Pick<DrillGroup, 'name' | 'drill' | 'startedAt'>,
  { run, olderThanMs = USUAL_AGE_MS, runs, now }: CleanWish,
): Pick<DrillGroup, 'state' | 'reason'> {
  // Tags are inherited and copied: a group that no drill could have made is somebody's own.
  if (startedAt === null || !sameName(name, drillGroupName(drill))) {
    return { state: 'foreign', reason: `it has the tag ${DRILL_TAG}, but not the name of a drill's group` }
  }
  const known = runs.find((one) => sameName(one.drill, drill))
  if (known?.isHeld) return { state: 'running', reason: `run ${known.run} works in it` }
  if (known !== undefined) return { state: 'left', reason: `run ${known.run} ended without deleting it` }
  const ageMs = now.getTime() - Date.parse(startedAt)
  const age = formatDuration(Math.max(0, ageMs))
  if (ageMs >= olderThanMs || run !== undefined) return { state: 'left', reason: `its drill began ${age} ago` }
  return { state: 'young', reason: `its drill began ${age} ago and may still run elsewhere (--older-than)` }
}
