import { itemRef } from '../azure/items.js'
import { armId, armName } from '../core/arm-id.js'
import { compareNamed, nameKey, regionKey } from '../core/names.js'
import type { Blocker, Change } from '../model/plan.js'
import type { NewMachine, RestoreMode } from '../model/restore.js'
import { formatTime } from '../view/format.js'
import { type Forecast, forecast, NO_FORECAST } from './forecast.js'
import { designMachine, type NewMachineWish, newName } from './new-machine.js'
import { optionsFor, type RestoreOptions, readOptions } from './options.js'
import type { RestorePlaces } from './places.js'
import { checkRestore } from './preflight/check.js'
import { mayChooseZone } from './preflight/elsewhere.js'
import { noStaging } from './preflight/place.js'
import { createRoom, type Room, type WantedMachine } from './preflight/room.js'
import { securityOf } from './preflight/security.js'
import type { StagingChoice, StagingNeed, StagingPick } from './staging.js'
import type { RestoreTarget } from './survey.js'
import type { RestoreTask } from './task.js'
import { inTurn } from './turns.js'
import { planWaves } from './waves.js'

export interface RestoreWish {
  readonly mode: RestoreMode
  readonly places: RestorePlaces
  /** Storage accounts to choose from. */
  readonly candidates: StagingChoice
  /** For the mode `vm`. */
  readonly newMachine: NewMachineWish
  /** None when left out. */
  readonly options?: RestoreOptions
  /** How long a VM may be down, in ms; null when nobody said. */
  readonly rtoOf?: (target: RestoreTarget) => number | null
}

/** What is to be done for one VM. */
export interface RestoreStep extends Forecast {
  readonly target: RestoreTarget
  /** Null when something stands in the way. */
  readonly task: RestoreTask | null
  /** All that stands in the way. */
  readonly blockers: readonly Blocker[]
  readonly change: Change
}

/**
 * The steps for all targets, by name. Each gets a staging account, of its own as far as there are enough, else they take
 * turns, the shortest RTO first; those that cannot be restored anyway take none.
 */
export function planRestores(targets: readonly RestoreTarget[], wish: RestoreWish): RestoreStep[] {
  const sorted = [...targets].sort((a, b) => compareNamed(a.subject, b.subject))
  const claims = { names: new Set(wish.places.takenNames), room: createRoom(wish.places.capacity ?? []) }
  const checked = sorted.map((target) => checkOne(target, wish, claims))
  const urgent = [...checked].sort((a, b) => urgencyOf(a, wish) - urgencyOf(b, wish))
  const picksFor = (ones: readonly Checked[]) => planWaves(ones.flatMap(stagingNeed), wish.candidates)
  const isBlocked = ({ blockers }: Checked) => blockers.length > 0
  const picks = new Map([...picksFor(urgent.filter(isBlocked)), ...picksFor(urgent.filter((one) => !isBlocked(one)))])
  return inTurn(checked.map((one) => stepOf(one, wish, picks.get(nameKey(one.target.subject.id)) ?? null)))
}

/** A target with all that stands in its way but the lack of a staging account. */
interface Checked {
  readonly target: RestoreTarget
  readonly machine: NewMachine | null
  readonly blockers: readonly Blocker[]
}

function urgencyOf({ target }: Checked, { rtoOf }: RestoreWish): number {
  return rtoOf?.(target) ?? Number.MAX_VALUE
}

/** What the VMs before took: names in the target group, and room in the regions. */
interface Claims {
  readonly names: Set<string>
  readonly room: Room
}

/** Adds what the new VM takes to the claims. */
function checkOne(target: RestoreTarget, wish: RestoreWish, { names, room }: Claims): Checked {
  const { subject, region } = target
  const options = optionsOf(target, wish)
  const blockers = checkRestore({ target, ...wish, options })
  if (wish.mode !== 'vm' || region === null) return { target, machine: null, blockers }
  const source = { name: subject.name, region }
  const designed = designMachine(source, wish.newMachine, { ...wish.places, takenNames: names })
  names.add(nameKey(newName(subject.name, wish.newMachine)))
  const wanted = wantedMachine(target, { region, options })
  const all = [...blockers, ...designed.blockers, ...room.check(wanted)]
  if (all.length === 0) room.take(wanted)
  return { target, machine: designed.machine, blockers: all }
}

function optionsOf(target: RestoreTarget, { options = readOptions({}) }: RestoreWish): RestoreOptions {
  return target.choice === null ? options : optionsFor(target.choice.point, securityOf(target), options)
}

/** A VM gets the size that it had and, in its own region, the zone. */
function wantedMachine(
  target: RestoreTarget,
  { region, options }: { readonly region: string; readonly options: RestoreOptions },
): WantedMachine {
  const { subject, machine, choice, secondaryRegion } = target
  const point = choice?.point
  const ownZone = secondaryRegion === null ? point?.zones[0] : undefined
  return {
    name: subject.name,
    region,
    size: point?.vmSize ?? machine?.size ?? null,
    zone: options.zone ?? ownZone ?? null,
    movable: point !== undefined && mayChooseZone(point, target),
    securityType: securityOf(target) ?? 'None',
    dataDisks: point?.disks == null ? null : point.disks.included - 1,
  }
}

function stagingNeed({ target: { subject, region, machine } }: Checked): StagingNeed[] {
  if (region === null) return []
  const homes = machine?.disks.flatMap(({ storageAccount }) => storageAccount ?? []) ?? []
  return [{ key: nameKey(subject.id), region, homes }]
}

function stepOf(checked: Checked, wish: RestoreWish, staging: StagingPick | null) {
  const { target, machine, blockers: others } = checked
  const { candidates, places } = wish
  const needs = staging === null && !candidates.unknown ? stagingNeed(checked) : []
  const missing = needs.map((need) => noStaging(need, candidates, { vm: target.subject.name, ...places }))
  const blockers = [...others, ...[candidates.unknown ?? []].flat(), ...missing]
  const task = blockers.length === 0 ? taskOf(target, wish, { staging, machine }) : null
  const expected = task === null ? NO_FORECAST : forecast(target, task, places)
  return { target, task, blockers, change: changeOf(target, { task, blockers, wish }), ...expected }
}

function taskOf(
  target: RestoreTarget,
  wish: RestoreWish,
  { staging, machine }: { readonly staging: StagingPick | null; readonly machine: NewMachine | null },
): RestoreTask | null {
  const { subject, item, region, secondaryRegion, choice, jobs } = target
  const { mode, places } = wish
  if (item === null || region === null || choice === null || staging === null) return null
  const { id, name, resourceGroup } = subject
  const { point, why, ageMs } = choice
  return {
    id,
    name,
    resourceGroup,
    item: itemRef(item),
    secondaryRegion,
    point: { name: point.name, time: point.time, why, ageMs },
    staging: { name: staging.account.name, why: staging.why, wave: staging.wave },
    order: {
      mode,
      point: point.name,
      sourceId: armId(id),
      region: regionKey(region),
      stagingAccountId: staging.account.id,
      targetGroupId: places.group?.id ?? null,
      newMachine: machine,
      ...optionsOf(target, wish),
    },
    knownJobs: jobs.map((job) => job.name),
  }
}

/** The old disks stay, but nothing puts the VM back to what it was. */
const STEPS: Readonly<Record<RestoreMode, Pick<Change, 'action' | 'gate' | 'kind'>>> = {
  disks: { action: 'create', gate: 'reversible', kind: 'disks of' },
  vm: { action: 'create', gate: 'reversible', kind: 'VM from' },
  replace: { action: 'update', gate: 'one-way', kind: 'disks of' },
}

function changeOf(
  { subject, guard }: RestoreTarget,
  { task, blockers, wish }: Pick<RestoreStep, 'task' | 'blockers'> & { readonly wish: RestoreWish },
): Change {
  const reason = task === null ? (blockers[0]?.message ?? '') : describeTask(task, wish.places)
  const step = STEPS[wish.mode]
  const gate = guard !== null && step.gate === 'reversible' ? 'second-person' : step.gate
  return { ...step, gate, name: subject.name, reason }
}

function describeTask({ point, staging, order }: RestoreTask, { group }: RestorePlaces): string {
  const { mode, newMachine } = order
  const time = formatTime(point.time)
  const by = `by way of storage account '${staging.name}'`
  if (mode === 'replace') return `replace them by those of the point of ${time}, ${by}`
  const where = group === null ? `storage account '${staging.name}'` : `group '${group.name}'`
  const as = newMachine === null ? '' : ` as VM '${armName(newMachine.id)}' in subnet '${armName(newMachine.subnetId)}'`
  return `restore the point of ${time} into ${where}${as}, ${by}`
}
