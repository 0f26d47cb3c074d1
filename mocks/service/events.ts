import type { MockContext } from '../context.js'
import { finishCompute } from '../providers/compute/operations.js'
import { finishGroupDelete } from '../providers/resources/group-delete.js'
import { finishMove } from './archive.js'
import { finishSnapshot, finishTransfer } from './backup-run.js'
import { finishOperation } from './effects.js'
import type { MockEvent } from './model.js'
import { removeItem } from './removal.js'
import { startCopy } from './restore-copy.js'
import { finishRestore } from './restore-run.js'
import { runPolicy, runScheduledBackup } from './scheduler.js'
import { copyDisks, endWait, finishPart, serveLink } from './transfer-queue.js'
import { careForVault } from './vault-care.js'
import { vaultOfEvent } from './vault-mark.js'

/** Lets one event of the queue happen; time stands at its moment. */
export function handleEvent(ctx: MockContext, event: MockEvent): void {
  switch (event.kind) {
    case 'operation-due':
      finishOperation(ctx, event.operationId)
      break
    case 'policy-due':
      runPolicy(ctx, event)
      break
    case 'backup-due':
      runScheduledBackup(ctx, event)
      break
    case 'job-due':
      stepJob(ctx, event)
      break
    case 'link-due':
      serveLink(ctx, event.account, event.revision)
      break
    case 'item-purge':
      purgeItem(ctx, event)
      break
    case 'vault-care':
      tendVault(ctx, event)
      break
    case 'vault-purge':
      delete ctx.state.backup.deletedVaults[event.name]
      break
    case 'provider-registered':
      registerProvider(ctx, event)
      break
    case 'compute-due':
      finishCompute(ctx, event.operationId)
      break
    case 'group-due':
      finishGroupDelete(ctx, event.deletionId)
      break
  }
}

function stepJob(ctx: MockContext, event: Extract<MockEvent, { kind: 'job-due' }>): void {
  const vault = vaultOfEvent(ctx, event.vault)
  const job = vault?.jobs[event.jobId]
  if (!vault || !job) return
  if (event.step === 'snapshot') finishSnapshot(ctx, vault, job)
  if (event.step === 'waited') endWait(ctx, vault, job)
  if (event.step === 'prepared') job.restore ? startCopy(ctx, vault, job) : copyDisks(ctx, vault, job)
  if (event.step === 'copied') finishPart(ctx, vault, job)
  if (event.step === 'transfer') finishTransfer(ctx, vault, job)
  if (event.step === 'restored') finishRestore(ctx, vault, job)
  if (event.step === 'moved') finishMove(ctx, vault, job)
}

function purgeItem(ctx: MockContext, event: Extract<MockEvent, { kind: 'item-purge' }>): void {
  const vault = vaultOfEvent(ctx, event.vault)
  const item = vault?.items[event.itemKey]
  if (vault && item && item.state === 'SoftDeleted' && item.revision === event.revision) {
    removeItem(ctx, vault, item.key)
  }
}

function tendVault(ctx: MockContext, event: Extract<MockEvent, { kind: 'vault-care' }>): void {
  const vault = vaultOfEvent(ctx, event.vault)
  if (vault) careForVault(ctx, vault)
}

function registerProvider(ctx: MockContext, event: Extract<MockEvent, { kind: 'provider-registered' }>): void {
  const subscription = ctx.state.resources.subscriptions[event.subscriptionId]
  if (subscription) subscription.providers[event.namespace] = 'Registered'
}
