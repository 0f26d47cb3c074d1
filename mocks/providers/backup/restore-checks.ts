import { parseArmId } from '../../arm-id.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, sameName, textOf, valuesOf } from '../../json.js'
import { WITH_REHYDRATION } from '../../service/archive.js'
import type { ItemRecord, JobRecord, PointRecord, VaultRecord } from '../../service/model.js'
import { regionName } from '../../service/region-pairs.js'
import type { RecoveryType, RestoreOrder } from '../../service/restore-run.js'
import { findSourceVm } from '../../service/source-vm.js'
import { findSubnet } from '../network/state.js'
import { groupKey } from '../resources/state.js'
import { backupError, invalidInput } from './errors.js'
import { nameOfVm } from './item-body.js'
import { checkOptions } from './restore-options.js'
import { requireStaging } from './restore-staging.js'

const TYPES: readonly string[] = ['RestoreDisks', 'OriginalLocation', 'AlternateLocation']
const OBJECT_TYPES: readonly string[] = ['IaasVMRestoreRequest', WITH_REHYDRATION]

const DAY_MS = 86_400_000

/** Restores of a VM in 24 hours, those across regions among them. Source: docs, Azure VM backup FAQ. */
const MAX_RESTORES = 20

/** Disks of a VM that can be restored as VHDs in the secondary region. Source: docs, support matrix. */
const MAX_VHDS = 16

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
  if (item.state === 'SoftDeleted') throw invalidInput('The item is soft-deleted: undelete it first.')
  if (!OBJECT_TYPES.includes(textOf(request.objectType) ?? '')) throw invalidInput('objectType is not valid.')
  if (!TYPES.includes(type)) throw invalidInput('recoveryType is not valid.')
  if (textOf(request.recoveryPointId) !== point.name) throw invalidInput('recoveryPointId is not that of the path.')
  if (!sameName(textOf(request.sourceResourceId), item.vmId))
    throw invalidInput('sourceResourceId is not that of the item.')
  const region = textOf(request.region)
  if (region === undefined || regionName(region) !== source.region)
    throw invalidInput(`region must be ${source.region}.`)
  requireBudget(ctx, source)
  requireStaging(ctx, source, request)
  requireTarget(ctx, { source, type: type as RecoveryType, request })
  checkOptions(ctx, source, request)
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

/** The code, and that tries that failed count too, are not verified: see UNSURE.md. */
function requireBudget(ctx: MockContext, { vault, item }: RestoreSource): void {
  const isRecent = (job: JobRecord) => job.restore !== undefined && ctx.now() - job.startMs < DAY_MS
  const recent = valuesOf(vault.jobs).filter((job) => job.itemKey === item.key && isRecent(job))
  if (recent.length < MAX_RESTORES) return
  throw backupError(
    'UserErrorMaxRestoresReached',
    `The limit of ${MAX_RESTORES} restores of a virtual machine in 24 hours is reached. Please try again later.`,
  )
}

function requireTarget(
  ctx: MockContext,
  order: { source: RestoreSource; type: RecoveryType; request: JsonObject },
): void {
  const { source, type, request } = order
  if (type === 'OriginalLocation') {
    if (source.crossRegion) throw invalidInput('Disks cannot be replaced across regions.')
    if (source.point.unmanaged) throw invalidInput('Disks in storage accounts cannot be replaced.')
    if (!findSourceVm(ctx, source.item.vmId))
      throw invalidInput('The virtual machine whose disks are to be replaced does not exist.')
  }
  const group = textOf(request.targetResourceGroupId)?.split('/')
  if (group && !ctx.state.resources.groups[groupKey(group[2] ?? '', group[4] ?? '')])
    throw invalidInput('The target resource group does not exist.')
  if (source.crossRegion && !group) throw invalidInput('targetResourceGroupId is needed across regions.')
  if (source.crossRegion && request.restoreWithManagedDisks === false && source.point.disks.length > MAX_VHDS)
    throw invalidInput(`A virtual machine with more than ${MAX_VHDS} disks cannot be restored as VHDs across regions.`)
  if (type === 'AlternateLocation') requireNewVm(ctx, source, request)
}

/** A new VM needs a free name in the target group, and a subnet of a network in the region. */
function requireNewVm(ctx: MockContext, source: RestoreSource, request: JsonObject): void {
  const target = textOf(request.targetVirtualMachineId) ?? ''
  const groupId = textOf(request.targetResourceGroupId)
  if (!sameName(parseArmId(target)?.type, 'Microsoft.Compute/virtualMachines') || !groupId)
    throw invalidInput('The target of the virtual machine is missing.')
  if (!target.toLowerCase().startsWith(`${groupId}/`.toLowerCase()))
    throw invalidInput('The target virtual machine is not in the target resource group.')
  if (!request.virtualNetworkId || !request.subnetId) throw invalidInput('virtualNetworkId and subnetId are needed.')
  if (findSourceVm(ctx, target)) throw invalidInput('A virtual machine with the target name exists already.')
  const network = findSubnet(ctx, textOf(request.subnetId) ?? '')?.network
  if (!network) throw invalidInput('The subnet does not exist.')
  if (!sameName(network.id, textOf(request.virtualNetworkId)))
    throw invalidInput('The subnet is not one of the virtual network.')
  if (network.location !== source.region)
    throw invalidInput(`The virtual network is in ${network.location}; it must be in ${source.region}.`)
}
