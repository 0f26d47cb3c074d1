import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { sameName } from '../../json.js'
import { absoluteAddress } from '../../lro.js'
import { removeVm } from '../compute/operations.js'
import type { Placed } from '../scope.js'
import { requireGroup } from './groups.js'
import { type GroupDeletion, groupKey } from './state.js'
import { resourceTables } from './tables.js'

/** DELETE of a group: 202 with a Location that answers 202 until it is over. */
export function deleteGroup(ctx: MockContext, call: ArmCall): ArmReply {
  const group = requireGroup(ctx, call)
  const id = ctx.random.guid()
  const deletion: GroupDeletion = {
    id,
    groupKey: groupKey(group.subscriptionId, group.name),
    dueMs: ctx.now() + ctx.timings.duration('groupDelete', ctx.random.of(id)),
    status: 'InProgress',
  }
  group.provisioningState = 'Deleting'
  ctx.state.resources.deletions[id] = deletion
  ctx.schedule({ kind: 'group-due', deletionId: id }, deletion.dueMs)
  return { status: 202, headers: pollHeaders(ctx, call, id) }
}

/** GET of the result: 202 while it runs, then 200, or 409 with what stood in the way. */
export function getGroupDeletion(ctx: MockContext, call: ArmCall): ArmReply {
  const deletion = ctx.state.resources.deletions[call.params.operation ?? '']
  if (!deletion) throw new ArmError(404, 'NotFound', `Operation ${call.params.operation} could not be found.`)
  if (deletion.status === 'InProgress') return { status: 202, headers: pollHeaders(ctx, call, deletion.id) }
  if (deletion.error) throw new ArmError(409, deletion.error.code, deletion.error.message)
  return { status: 200 }
}

/** A group delete is due: all resources go, unless a vault of the group still protects something. */
export function finishGroupDelete(ctx: MockContext, deletionId: string): void {
  const deletion = ctx.state.resources.deletions[deletionId]
  const group = ctx.state.resources.groups[deletion?.groupKey ?? '']
  if (!deletion) return
  // An earlier delete of the same group was done first.
  if (!group) {
    deletion.status = 'Succeeded'
    return
  }
  const isInside = (row: Pick<Placed, 'group' | 'subscriptionId'>) =>
    sameName(row.group, group.name) && sameName(row.subscriptionId, group.subscriptionId)
  const blockers = Object.values(ctx.state.backup.vaults).filter(
    (vault) => isInside(vault) && Object.keys(vault.items).length > 0,
  )
  if (blockers.length > 0) deletion.error = deletionBlocked(group.name, blockers)
  if (deletion.error) {
    delete group.provisioningState
    deletion.status = 'Failed'
    return
  }
  removeResources(ctx, isInside)
  delete ctx.state.resources.groups[deletion.groupKey]
  deletion.status = 'Succeeded'
}

function removeResources(ctx: MockContext, isInside: (row: Pick<Placed, 'group' | 'subscriptionId'>) => boolean): void {
  // Their disks and interfaces may lie in other groups.
  for (const [key, vm] of Object.entries(ctx.state.compute.virtualMachines)) if (isInside(vm)) removeVm(ctx, key)
  const tables = [...resourceTables(ctx).map(({ rows }) => rows), ctx.state.deployments.records]
  for (const rows of tables) {
    for (const [key, row] of Object.entries(rows)) if (isInside(row)) delete rows[key]
  }
}

function pollHeaders(ctx: MockContext, call: ArmCall, id: string): Record<string, string> {
  const path = `/subscriptions/${call.params.sub}/operationresults/${id}`
  return {
    location: absoluteAddress(call, path),
    'retry-after': String(ctx.settings.retryAfterSeconds),
  }
}

function deletionBlocked(group: string, blockers: readonly Placed[]) {
  const ids = blockers.map((vault) => `Microsoft.RecoveryServices/vaults/${vault.name}`).join(',')
  return {
    code: 'ResourceGroupDeletionBlocked',
    message: `Deletion of resource group '${group}' failed as resources with identifiers '${ids}' could not be deleted. The provisioning state of the resource group will be rolled back. Please check audit logs for more details.`,
  }
}
