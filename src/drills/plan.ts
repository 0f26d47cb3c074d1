import type { AppContext } from '../context.js'
import { compareNamed, nameKey, regionKey } from '../core/names.js'
import type { DrillRecord } from '../model/drill.js'
import type { Change } from '../model/plan.js'
import { surveyCapacity } from '../restore/capacity.js'
import type { RestorePlaces } from '../restore/places.js'
import { planRestores, type RestoreStep } from '../restore/plan.js'
import { refusalOf } from '../restore/restore.js'
import type { RestoreTarget } from '../restore/survey.js'
import { refuseUnknown } from '../restore/unknown.js'
import { restoreWarnings } from '../restore/warnings.js'
import { count, formatTime } from '../view/format.js'
import { type DrillCosts, estimateCosts } from './costs.js'
import type { DrillInput } from './input.js'
import type { DrillTask } from './one.js'
import { requirePermissions } from './permissions.js'
import { type DrillPlace, designPlace, drillName, placesOf, SUBNET } from './place.js'
import { chooseTargets, readTiers } from './targets.js'

/** A drill as it was decided. */
export interface DrillPlan {
  readonly place: DrillPlace
  readonly tasks: readonly DrillTask[]
  /** VMs that cannot be practised on, and why. */
  readonly refused: readonly RefusedMachine[]
  readonly changes: readonly Change[]
  readonly costs: DrillCosts
  /** What need not stop it, such as a VM that is likely to take longer than its RTO. */
  readonly warnings: readonly string[]
}

export interface RefusedMachine {
  readonly id: string
  readonly name: string
  readonly tier: string
  readonly reason: string
}

/** Reads, samples and decides; nothing is made. */
export async function planDrill(
  ctx: AppContext,
  input: DrillInput,
  history: readonly DrillRecord[],
): Promise<DrillPlan> {
  const tiers = await readTiers(ctx)
  const targets = await chooseTargets(ctx, input, { tiers, history })
  const subscriptionId = ctx.session.subscriptionId()
  const regions = targets.flatMap(({ region }) => region ?? [])
  const design = designPlace(drillName(ctx.clock.now()), { subscriptionId, regions })
  const places = { ...placesOf(design), capacity: await surveyCapacity(ctx, targets, subscriptionId) }
  const steps = planApart(targets, places)
  refuseUnknown(steps)
  const rtoOf = (target: RestoreTarget) => input.rtoMs ?? tiers(target.subject).rtoMs
  const tasks = steps.flatMap(({ task, target }): DrillTask[] => {
    if (task === null) return []
    return [{ restore: task, tier: tiers(target.subject).name, rtoMs: rtoOf(target) }]
  })
  await requirePermissions(
    ctx,
    tasks.map(({ restore }) => restore),
  )
  const refused = steps.flatMap((step) => {
    if (step.task !== null) return []
    const { id, name } = step.target.subject
    return [{ id, name, tier: tiers(step.target.subject).name, reason: refusalOf(step).message }]
  })
  const place = onlyNeeded(design, tasks)
  const practised = steps.filter(({ task }) => task !== null)
  const warnings = restoreWarnings(steps, { now: ctx.clock.now(), places, rtoOf })
  return { place, tasks, refused, changes: changesOf(place, tasks), costs: estimateCosts(practised), warnings }
}

/** VMs keep their names; of several with the same name, from several groups, the second becomes `name-2`. */
function planApart(targets: readonly RestoreTarget[], places: RestorePlaces): RestoreStep[] {
  const rounds: RestoreTarget[][] = []
  for (const target of [...targets].sort((a, b) => compareNamed(a.subject, b.subject))) {
    const isNew = (round: RestoreTarget[]) =>
      !round.some((one) => nameKey(one.subject.name) === nameKey(target.subject.name))
    const round = rounds.find(isNew)
    if (round === undefined) rounds.push([target])
    else round.push(target)
  }
  const used = new Set<string>()
  const takenNames = new Set(rounds.length > 1 ? targets.map(({ subject }) => nameKey(subject.name)) : [])
  return rounds.flatMap((round, i) => {
    const steps = planRestores(round, {
      mode: 'vm',
      places: { ...places, takenNames: i === 0 ? new Set() : takenNames },
      candidates: { accounts: places.accounts.filter(({ name }) => !used.has(name)), loads: new Map() },
      newMachine: { name: i === 0 ? '{vm}' : `{vm}-${i + 1}`, subnet: SUBNET },
    })
    for (const { task } of steps) if (task !== null) used.add(task.staging.name)
    return steps
  })
}

/** The place without what was meant for VMs that cannot be practised on. */
function onlyNeeded(place: DrillPlace, tasks: readonly DrillTask[]): DrillPlace {
  const accounts = new Set(tasks.map(({ restore }) => restore.staging.name))
  const regions = new Set(tasks.map(({ restore }) => regionKey(restore.order.region)))
  return {
    ...place,
    location: place.networks.find(({ region }) => regions.has(region))?.region ?? place.location,
    networks: place.networks.filter(({ region }) => regions.has(region)),
    accounts: place.accounts.filter(({ name }) => accounts.has(name)),
  }
}

/** Everything is deleted again at the end, so all of it is reversible. */
function changesOf({ group, networks, accounts }: DrillPlace, tasks: readonly DrillTask[]): Change[] {
  if (tasks.length === 0) return []
  const step = { action: 'create', gate: 'reversible' } as const
  const inside = `${count(networks.length, 'closed network')}, ${count(accounts.length, 'storage account')}`
  return [
    {
      ...step,
      kind: 'resource group',
      name: group.name,
      reason: `for this drill alone, with ${inside}; deleted at the end`,
    },
    ...tasks.map(({ restore, tier }) => ({
      ...step,
      kind: 'VM from',
      name: restore.name,
      reason: `tier ${tier}, point of ${formatTime(restore.point.time)}; runs until the end of the drill`,
    })),
  ]
}
