import type { LooseDisk } from '../azure/disks.js'
import { armName } from '../core/arm-id.js'
import { nameKey, sameName } from '../core/names.js'
import type { Job } from '../model/job.js'
import type { Change } from '../model/plan.js'
import type { RestoreInput } from './input.js'
import type { RestoreTask } from './task.js'

/** `left`: it is there. `kept`: it is there and stays. `gone`: somebody else removed it. */
export type LeavingState = 'left' | 'kept' | 'removed' | 'gone'

/** Something that a restore left behind. */
export interface Leaving {
  readonly kind: 'container' | 'disk'
  readonly name: string
  /** The storage account or resource group that it is in. */
  readonly place: string
  readonly state: LeavingState
  /** What is in it, or why it stays, as a phrase. */
  readonly why: string
  /** What removes it; null when it is gone, and when it must stay. */
  readonly command: string | null
}

/** The container that a restore of disks made, as its job names it; null when it names none, or one of another account. */
export function containerOf(task: RestoreTask, job: Job): string | null {
  const name = job.properties['Config Blob Container Name'] ?? ''
  const account = job.properties['Target Storage Account Name'] ?? ''
  return name !== '' && sameName(account, task.staging.name) ? name : null
}

/** Disks that stay VHDs are what was asked for, and lie in the same container as the template. */
function keepsVhds({ order }: RestoreTask): boolean {
  return order.mode === 'disks' && order.targetGroupId === null
}

/** Azure keeps VHDs beside the template when the data came from the vault. Source: Microsoft docs, "Restore VMs by using the Azure portal". */
export function containerLeft(task: RestoreTask, name: string): Leaving {
  const place = task.staging.name
  if (keepsVhds(task)) {
    return { kind: 'container', name, place, state: 'kept', why: 'the restored disks are VHDs in it', command: null }
  }
  const why = 'a template and the configuration of the VM, and VHDs when the data came from the vault'
  const command = `az storage container-rm delete --storage-account ${task.order.stagingAccountId} --name ${name} --yes`
  return { kind: 'container', name, place, state: 'left', why, command }
}

/** Azure may have made disks before it failed: those that are new since and bear the name of the VM. */
export function disksLeft(task: RestoreTask, job: Job, disks: readonly LooseDisk[]): Leaving[] {
  const { name, order } = task
  const owner = nameKey(order.newMachine === null ? name : armName(order.newMachine.id))
  const isOfJob = (disk: LooseDisk) =>
    nameKey(disk.name).startsWith(`${owner}-`) && disk.createdAt !== null && disk.createdAt >= job.startTime
  return disks.filter(isOfJob).map(({ id, name: disk }) => ({
    kind: 'disk',
    name: disk,
    place: armName(order.targetGroupId ?? ''),
    state: 'left',
    why: 'made before the restore failed',
    command: `az disk delete --ids ${id} --yes`,
  }))
}

/** True for restores whose container is removed when the rest is done. */
export function isCleanable(task: RestoreTask): boolean {
  return task.order.mode === 'disks' && !keepsVhds(task)
}

/** What cleaning up does, before the containers have names. */
export function cleanUpChanges({ cleanUp }: Pick<RestoreInput, 'cleanUp'>, tasks: readonly RestoreTask[]): Change[] {
  if (!cleanUp) return []
  return tasks.filter(isCleanable).map(({ name, staging }) => ({
    action: 'delete',
    gate: 'one-way',
    kind: 'container of',
    name,
    reason: `remove what its restore leaves in storage account '${staging.name}'`,
  }))
}
