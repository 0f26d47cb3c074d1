import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { objectOf, sameName, textOf } from '../../json.js'
import { acceptedReply } from '../../lro.js'
import { isArchived } from '../../service/archive.js'
import { FILES_MS, scriptsOf } from '../../service/file-recovery.js'
import type { Effect, ItemRecord, PointRecord, VaultRecord } from '../../service/model.js'
import { startOperation } from '../../service/operations.js'
import { invalidInput } from './errors.js'
import { requirePoint } from './point-handlers.js'
import { type ItemNames, itemAddresses, requireItem } from './state.js'

/** POST provisionInstantItemRecovery: the operation ends with the scripts that mount the point; it has no job. */
export function postProvisionFiles(ctx: MockContext, call: ArmCall): ArmReply {
  const subject = subjectOf(ctx, call)
  const { item, point } = subject
  const sent = objectOf(call.body.properties)
  if (sent.objectType !== 'IaasVMILRRegistrationRequest') throw invalidInput('objectType is not valid.')
  if (sent.recoveryPointId !== point.name) throw invalidInput('recoveryPointId is not that of the path.')
  if (!sameName(textOf(sent.virtualMachineId), item.vmId))
    throw invalidInput('virtualMachineId is not that of the item.')
  if (isArchived(point, ctx.now())) throw invalidInput('The recovery point is in the archive: restore it first.')
  requireMountable(item, point)
  return accept(ctx, call, { ...subject, untilMs: ctx.now() + FILES_MS })
}

/** POST revokeInstantItemRecovery: lets go of the files. */
export function postRevokeFiles(ctx: MockContext, call: ArmCall): ArmReply {
  return accept(ctx, call, subjectOf(ctx, call))
}

type Subject = { vault: VaultRecord; item: ItemRecord; names: ItemNames; point: PointRecord }

function subjectOf(ctx: MockContext, call: ArmCall): Subject {
  const found = requireItem(ctx, call)
  return { ...found, point: requirePoint(found.item, call) }
}

/** Kinds of points whose files cannot be browsed. Source: docs, recover files; support matrix. */
function requireMountable(item: ItemRecord, point: PointRecord): void {
  const disks = point.disks.filter((disk) => disk.included)
  if (item.state === 'SoftDeleted') throw invalidInput('The item is soft-deleted: undelete it first.')
  if (disks.some((disk) => disk.isAde))
    throw invalidInput('Files of disks that the virtual machine encrypts cannot be recovered.')
  if (disks.some((disk) => /^(UltraSSD|PremiumV2)_/i.test(disk.sku ?? '')))
    throw invalidInput('Files cannot be recovered from Ultra and Premium SSD v2 disks.')
}

/** `untilMs` absent = the files are let go. */
function accept(ctx: MockContext, call: ArmCall, subject: Subject & { untilMs?: number }): ArmReply {
  const { vault, item, names, point, untilMs } = subject
  const letGo: Effect = { kind: 'files-mounted', itemKey: item.key, pointName: point.name }
  const work =
    untilMs === undefined
      ? { effect: letGo }
      : { effect: { ...letGo, untilMs }, result: scriptsOf(ctx, vault, subject) }
  const durationMs = ctx.timings.duration('mountFiles', ctx.random.of(`${point.name}|${ctx.now()}|files`))
  const operation = startOperation(ctx, { family: 'item', vault, durationMs, ...work })
  return acceptedReply(ctx, call, itemAddresses(vault, names, operation.id))
}
