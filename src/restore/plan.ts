import { itemRef } from '../azure/items.js'
import { compareNamed, nameKey } from '../core/names.js'
import type { Blocker, Change } from '../model/plan.js'
import type { RestoreMode } from '../model/restore.js'
import { formatTime } from '../view/format.js'
import { orderOf } from './order.js'
import { checkRestore } from './preflight.js'
import { assignStaging, type StagingChoice, type StagingNeed, type StagingPick } from './staging.js'
import type { RestorePlaces, RestoreTarget } from './survey.js'
import type { RestoreTask } from './task.js'

export interface RestoreWish {
  readonly mode: RestoreMode
  readonly places: RestorePlaces
  /** Storage accounts to choose from. */
  readonly candidates: StagingChoice
}

/** What is to be done for one VM. */
export interface RestoreStep {
  readonly target: RestoreTarget
  /** Null when something stands in the way. */
  readonly task: RestoreTask | null
  /** All that stands in the way. */
  readonly blockers: readonly Blocker[]
  readonly change: Change
}

/** The steps for all targets, by name. Each gets a staging account of its own. */
export function planRestores(targets: readonly RestoreTarget[], wish: RestoreWish): RestoreStep[] {
  const sorted = [...targets].sort((a, b) => compareNamed(a.subject, b.subject))
  const picks = assignStaging(sorted.flatMap(stagingNeed), wish.candidates)
  return sorted.map((target) => planOne(target, wish, picks.get(nameKey(target.subject.id)) ?? null))
}

function stagingNeed({ subject, vault, machine }: RestoreTarget): StagingNeed[] {
  if (vault === null) return []
  const homes = machine?.disks.flatMap(({ storageAccount }) => storageAccount ?? []) ?? []
  return [{ key: nameKey(subject.id), region: vault.location, homes }]
}

function planOne(target: RestoreTarget, wish: RestoreWish, staging: StagingPick | null): RestoreStep {
  const blockers = checkRestore({ target, staging, ...wish })
  const task = blockers.length === 0 ? taskOf(target, wish, staging) : null
  const reason = task === null ? (blockers[0]?.message ?? '') : describeTask(task, wish.places)
  const change = { action: 'create', gate: 'reversible', kind: 'disks of', name: target.subject.name, reason } as const
  return { target, task, blockers, change }
}

function taskOf(target: RestoreTarget, wish: RestoreWish, staging: StagingPick | null): RestoreTask | null {
  const { subject, item, vault, choice, jobs } = target
  if (item === null || vault === null || choice === null || staging === null) return null
  const { id, name, resourceGroup } = subject
  const { point, why, ageMs } = choice
  return {
    id,
    name,
    resourceGroup,
    item: itemRef(item),
    point: { name: point.name, time: point.time, why, ageMs },
    staging: { name: staging.account.name, why: staging.why },
    order: orderOf({
      ...wish,
      sourceId: id,
      point: point.name,
      region: vault.location,
      stagingAccountId: staging.account.id,
    }),
    knownJobs: jobs.map((job) => job.name),
  }
}

function describeTask({ point, staging }: RestoreTask, { group }: RestorePlaces): string {
  const where = group === null ? `storage account '${staging.name}'` : `group '${group.name}'`
  return `restore the point of ${formatTime(point.time)} into ${where} by way of storage account '${staging.name}'`
}
