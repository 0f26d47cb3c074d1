import { parseArmId } from '../../arm-id.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, sameName, textOf } from '../../json.js'
import type { ItemRecord, PointRecord, VaultRecord } from '../../service/model.js'
import { regionName } from '../../service/region-pairs.js'
import type { RecoveryType, RestoreOrder } from '../../service/restore-run.js'
import { findSourceVm } from '../../service/source-vm.js'
import { backupError } from './errors.js'
import { nameOfVm } from './item-body.js'

const TYPES: readonly string[] = ['RestoreDisks', 'OriginalLocation', 'AlternateLocation']
const OBJECT_TYPES: readonly string[] = ['IaasVMRestoreRequest', 'IaasVMRestoreWithRehydrationRequest']

/** Where a restore starts from. */
export interface RestoreSource {
  vault: VaultRecord
  item: ItemRecord
  point: PointRecord
  /** Region in which the staging account must be: the vault's, or its pair. */
  region: string
  crossRegion: boolean
}

/** Checks a restore request; refuses with BMSUserErrorInvalidInput and the reason. */
export function checkRestore(ctx: MockContext, source: RestoreSource, request: JsonObject): RestoreOrder {
  const { vault, item, point } = source
  const type = textOf(request.recoveryType) ?? ''
  if (!OBJECT_TYPES.includes(textOf(request.objectType) ?? '')) throw invalidInput('objectType is not valid.')
  if (!TYPES.includes(type)) throw invalidInput('recoveryType is not valid.')
  if (textOf(request.recoveryPointId) !== point.name) throw invalidInput('recoveryPointId is not that of the path.')
  if (!sameName(textOf(request.sourceResourceId), item.vmId))
    throw invalidInput('sourceResourceId is not that of the item.')
  const region = textOf(request.region)
  if (region === undefined || regionName(region) !== source.region)
    throw invalidInput(`region must be ${source.region}.`)
  requireStaging(ctx, source, request)
  requireTarget(ctx, { source, type: type as RecoveryType, request })
  return {
    vault,
    item,
    point,
    vmName: nameOfVm(item),
    type: type as RecoveryType,
    request,
    crossRegion: source.crossRegion,
  }
}

/** The staging account lies in the region of the restore. */
function requireStaging(ctx: MockContext, source: RestoreSource, request: JsonObject): void {
  const id = textOf(request.storageAccountId)
  if (!id) {
    if (request.identityInfo !== undefined || request.identityBasedRestoreDetails !== undefined) return
    throw invalidInput('storageAccountId is missing.')
  }
  const account = ctx.state.storage.accounts[id.toLowerCase()]
  if (!account) throw invalidInput('The storage account does not exist.')
  if (account.location !== source.region) {
    throw invalidInput(`The storage account is in ${account.location}; it must be in ${source.region}.`)
  }
}

function requireTarget(
  ctx: MockContext,
  order: { source: RestoreSource; type: RecoveryType; request: JsonObject },
): void {
  const { source, type, request } = order
  if (type === 'OriginalLocation') {
    if (source.crossRegion) throw invalidInput('Disks cannot be replaced across regions.')
    if (!findSourceVm(ctx, source.item.vmId))
      throw invalidInput('The virtual machine whose disks are to be replaced does not exist.')
  }
  if (type !== 'AlternateLocation') return
  const target = textOf(request.targetVirtualMachineId) ?? ''
  if (!parseArmId(target) || !request.targetResourceGroupId)
    throw invalidInput('The target of the virtual machine is missing.')
  if (!request.virtualNetworkId || !request.subnetId) throw invalidInput('virtualNetworkId and subnetId are needed.')
  if (findSourceVm(ctx, target)) throw invalidInput('A virtual machine with the target name exists already.')
}

function invalidInput(reason: string): Error {
  return backupError('BMSUserErrorInvalidInput', `Input provided for the call is invalid.\r\n${reason}`)
}
