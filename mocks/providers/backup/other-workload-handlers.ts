import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { sameName, textOf, valuesOf } from '../../json.js'
import { requireVault } from '../recovery-services/state.js'
import { backupError } from './errors.js'
import { containerBody } from './item-body.js'
import { otherContainerRows } from './other-items.js'
import { containerNameOf } from './state.js'

/**
 * GET of what a vault knows of other workloads beside their items: accounts that could be registered, databases that are
 * protected as they appear, servers. The mock's vaults back up VMs, so nothing.
 */
export function listNothing(ctx: MockContext, call: ArmCall): ArmReply {
  requireVault(ctx, call)
  return { status: 200, body: { value: [] } }
}

/** GET of one container, of a VM or of another workload. */
export function getContainer(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const { container = '' } = call.params
  const item = valuesOf(vault.items).find((candidate) => sameName(containerNameOf(candidate), container))
  const other = otherContainerRows(vault, {}).find((row) => sameName(textOf(row.name), container))
  const body = item && item.state !== 'SoftDeleted' ? containerBody(vault, item) : other
  if (!body) throw containerNotFound()
  return { status: 200, body }
}

/** A write to another workload: register, inquire, protect as it appears. The code is not verified: see UNSURE.md. */
export function refuseWorkload(ctx: MockContext, call: ArmCall): ArmReply {
  requireVault(ctx, call)
  throw backupError(
    'BMSUserErrorWorkloadNotSupported',
    'The operation is not supported for this workload type. The vault protects Azure virtual machines only.',
  )
}

/** The code is not verified: see UNSURE.md. */
function containerNotFound(): Error {
  return backupError(
    'BMSUserErrorContainerObjectNotFound',
    'Container not found.\r\nPlease check that the container is registered to the vault.',
    404,
  )
}
