import type { MockContext } from '../context.js'
import { dropFlows } from './account-link.js'
import { deleteVault } from './deleted-vaults.js'
import { mountFiles } from './file-recovery.js'
import { endTasks, failJob, moveJob } from './jobs.js'
import type { Effect, ItemRecord, OperationRecord, VaultChanges, VaultRecord } from './model.js'
import { removeItem } from './removal.js'
import { scheduleNextRun } from './scheduler.js'
import { scheduleCare } from './vault-care.js'
import { markOf, vaultOfEvent } from './vault-mark.js'

const DAY_MS = 86_400_000

/** An operation is due: its effect happens and its job ends, or it fails as was decided when it started. */
export function finishOperation(ctx: MockContext, operationId: string): void {
  const operation = ctx.state.backup.operations[operationId]
  if (operation?.status !== 'InProgress') return
  operation.status = operation.error ? 'Failed' : 'Succeeded'
  const vault = vaultOfOperation(ctx, operation)
  if (!vault) return
  unlock(vault, operation)
  const job = vault.jobs[operation.jobId ?? '']
  if (operation.error) {
    undoEffect(ctx, vault, operation.effect)
    if (job) failJob(ctx, job)
  } else {
    applyEffect(ctx, vault, operation.effect)
    // Jobs with tasks of their own (backup, restore) outlive the operation that accepted them.
    if (job?.tasks.length === 0) moveJob(ctx, job, 'complete')
  }
  // The record has done its work; keeping a whole item in it would double the saved state.
  operation.effect = { kind: 'none' }
}

/** The vault an operation was started in; a later one of its name is not meant. */
function vaultOfOperation(ctx: MockContext, { vaultKey, numericId }: OperationRecord): VaultRecord | undefined {
  if (numericId === undefined) return ctx.state.backup.vaults[vaultKey]
  return vaultOfEvent(ctx, { key: vaultKey, numericId })
}

function unlock(vault: VaultRecord, operation: OperationRecord): void {
  if (vault.busy === operation.id) delete vault.busy
  const itemKey = vault.jobs[operation.jobId ?? '']?.itemKey ?? ''
  if (vault.busyItems[itemKey] === operation.id) delete vault.busyItems[itemKey]
}

/** What the start of an operation changed is set right when the operation fails. */
function undoEffect(ctx: MockContext, vault: VaultRecord, effect: Effect): void {
  if (effect.kind === 'vault-created') vault.provisioningState = 'Failed'
  if (effect.kind === 'vault-deleted') vault.provisioningState = 'Succeeded'
  if (effect.kind === 'job-cancelled') resumeJob(ctx, vault, effect.jobId)
}

/** A job whose cancel failed goes on; a step that was due meanwhile was passed over and is taken now. */
function resumeJob(ctx: MockContext, vault: VaultRecord, jobId: string): void {
  const job = vault.jobs[jobId]
  if (!job || !moveJob(ctx, job, 'resume')) return
  const dueMs = job.restore?.dueMs ?? job.startMs + (job.backup?.snapshotMs ?? 0)
  const step = job.restore ? 'restored' : 'snapshot'
  if (dueMs <= ctx.now() && !job.restore?.isCopying)
    ctx.schedule({ kind: 'job-due', vault: markOf(vault), jobId, step }, ctx.now())
}

function applyEffect(ctx: MockContext, vault: VaultRecord, effect: Effect): void {
  switch (effect.kind) {
    case 'none':
      break
    case 'vault-created':
      vault.provisioningState = 'Succeeded'
      vault.changedMs = ctx.now()
      for (const policy of Object.values(vault.policies)) scheduleNextRun(ctx, vault, policy)
      scheduleCare(ctx, vault)
      break
    case 'vault-updated':
      noteCrossRegion(ctx, vault, effect.changes)
      Object.assign(vault, effect.changes)
      vault.changedMs = ctx.now()
      break
    case 'vault-deleted':
      deleteVault(ctx, vault)
      break
    case 'discovered':
      ctx.state.backup.discovered[effect.scope] = ctx.now()
      break
    case 'item-enabled':
      addItem(ctx, vault, effect.item)
      break
    case 'item-changed':
      changeItem(vault, effect)
      break
    case 'item-deleted':
      deleteItem(ctx, vault, effect.itemKey)
      break
    case 'job-cancelled':
      endCancelledJob(ctx, vault, effect.jobId)
      break
    case 'files-mounted':
      mountFiles(vault, effect)
      break
  }
}

/** Items that are there already take their time to appear in the secondary region. */
function noteCrossRegion(ctx: MockContext, vault: VaultRecord, { crossRegionRestore }: VaultChanges): void {
  const isSwitchedOn = crossRegionRestore === 'Enabled' && vault.crossRegionRestore !== 'Enabled'
  if (isSwitchedOn && Object.keys(vault.items).length > 0) vault.crossRegionSinceMs = ctx.now()
}

function addItem(ctx: MockContext, vault: VaultRecord, item: ItemRecord): void {
  vault.items[item.key] = item
  ctx.state.backup.protectedVms[item.vmId.toLowerCase()] = { vaultKey: vault.key, itemKey: item.key }
  if (vault.storageVersion === 'Unassigned') vault.storageVersion = vault.crossRegionRestore === 'Enabled' ? 'V1' : 'V2'
}

function changeItem(vault: VaultRecord, effect: Extract<Effect, { kind: 'item-changed' }>): void {
  const item = vault.items[effect.itemKey]
  if (!item) return
  item.state = effect.state
  if (effect.policyKey === undefined) delete item.policyKey
  else item.policyKey = effect.policyKey
  if (effect.diskExclusion === undefined) delete item.diskExclusion
  else item.diskExclusion = effect.diskExclusion
  if (item.deletedMs !== undefined) {
    delete item.deletedMs
    item.revision += 1
  }
  item.retentionChanged = true
}

/** With soft delete on, the item and its points stay until the purge; without it they go at once. */
function deleteItem(ctx: MockContext, vault: VaultRecord, itemKey: string): void {
  const item = vault.items[itemKey]
  if (!item) return
  if (vault.softDelete.state === 'Disabled') {
    removeItem(ctx, vault, itemKey)
    return
  }
  item.state = 'SoftDeleted'
  item.deletedMs = ctx.now()
  item.revision += 1
  delete item.policyKey
  const dueMs = ctx.now() + vault.softDelete.days * DAY_MS
  ctx.schedule({ kind: 'item-purge', vault: markOf(vault), itemKey, revision: item.revision }, dueMs)
}

function endCancelledJob(ctx: MockContext, vault: VaultRecord, jobId: string): void {
  const job = vault.jobs[jobId]
  if (!job || !moveJob(ctx, job, 'cancelled')) return
  endTasks(ctx, job, 'Cancelled')
  dropFlows(ctx, jobId)
}
