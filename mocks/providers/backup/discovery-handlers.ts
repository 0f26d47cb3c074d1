import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, sameName, valuesOf } from '../../json.js'
import { acceptedReply } from '../../lro.js'
import { parseFilter } from '../../odata.js'
import { pageReply } from '../../paging.js'
import type { ItemRecord, VaultRecord } from '../../service/model.js'
import { findOperation, startOperation } from '../../service/operations.js'
import { type SourceVm, sourceVmsOf } from '../../service/source-vm.js'
import { discoveryScope } from '../../service/vault.js'
import { requireVault } from '../recovery-services/state.js'
import { operationNotFound } from './errors.js'
import { containerBody, nameOfVm, registrationOf } from './item-body.js'
import { otherContainerRows } from './other-items.js'

/** Rows of a page of protectable items. Source: docs. */
const PROTECTABLE_PAGE = 200

/** Polling of a refresh uses this api-version whatever the caller sent. Source: recordings of 2024. */
const REFRESH_STATUS_VERSION = '2019-05-13-preview'

/** GET of VMs that can be protected: those of the last discovery that no vault protects. Other workloads have none. */
export function listProtectable(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const type = parseFilter(call.query.$filter).backupmanagementtype ?? 'AzureIaasVM'
  if (!sameName(type, 'AzureIaasVM')) return { status: 200, body: { value: [] } }
  const sinceMs = ctx.state.backup.discovered[discoveryScope(vault)] ?? 0
  const rows = sourceVmsOf(ctx, vault.subscriptionId, vault.location).filter(
    (vm) => vm.createdMs <= sinceMs && !ctx.state.backup.protectedVms[vm.id.toLowerCase()],
  )
  const pageSize = Math.min(PROTECTABLE_PAGE, ctx.settings.pageSize)
  return pageReply(call, rows, { pageSize, toBody: (vm) => protectableBody(vault, vm) })
}

/** POST that starts a discovery. */
export function refreshContainers(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const durationMs = ctx.timings.duration('refresh', ctx.random.of(`${vault.key}|${ctx.now()}|refresh`))
  const effect = { kind: 'discovered', scope: discoveryScope(vault) } as const
  const operation = startOperation(ctx, { family: 'fabric', vault, durationMs, effect })
  return acceptedReply(ctx, call, fabricAddresses(vault, operation.id))
}

/** GET of the result of a discovery: 202 while it runs, then 204. */
export function getRefreshResult(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const operation = findOperation(ctx, vault.key, call.params.op ?? '')
  if (!operation) throw operationNotFound()
  if (operation.status !== 'InProgress') return { status: 204 }
  const reply = acceptedReply(ctx, call, fabricAddresses(vault, operation.id))
  // Azure repeats the Location only.
  const { 'azure-asyncoperation': _, ...headers } = reply.headers ?? {}
  return { ...reply, headers }
}

/** GET of containers; the filter knows status and friendly name. */
export function listContainers(ctx: MockContext, call: ArmCall): ArmReply {
  const others = otherContainerRows(requireVault(ctx, call), parseFilter(call.query.$filter))
  return containersReply(ctx, call, { wanted: (item) => item.state !== 'SoftDeleted', others })
}

/** GET of containers whose items are soft-deleted. */
export function listDeletedContainers(ctx: MockContext, call: ArmCall): ArmReply {
  return containersReply(ctx, call, { wanted: (item) => item.state === 'SoftDeleted', others: [] })
}

function containersReply(
  ctx: MockContext,
  call: ArmCall,
  source: { wanted: (item: ItemRecord) => boolean; others: JsonObject[] },
): ArmReply {
  const vault = requireVault(ctx, call)
  const filter = parseFilter(call.query.$filter)
  const fits = (name: string, value: string) => filter[name] === undefined || sameName(filter[name], value)
  const items = valuesOf(vault.items).filter(
    (item) =>
      fits('backupmanagementtype', 'AzureIaasVM') &&
      source.wanted(item) &&
      fits('status', registrationOf(item)) &&
      fits('friendlyname', nameOfVm(item)),
  )
  const rows = [...items.map((item) => containerBody(vault, item)), ...source.others]
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (row) => row })
}

function fabricAddresses(vault: VaultRecord, id: string) {
  const base = `${vault.id}/backupFabrics/Azure`
  return {
    status: `${base}/operationsStatus/${id}`,
    result: `${base}/operationResults/${id}`,
    statusVersion: REFRESH_STATUS_VERSION,
  }
}

/** Discovery writes group and VM in lower case. */
function protectableBody(vault: VaultRecord, vm: SourceVm) {
  const name = `iaasvmcontainerv2;${vm.group};${vm.name}`.toLowerCase()
  const container = `${vault.id}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${name}`
  return {
    id: `${container}/protectableItems/vm;${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectableItems',
    properties: {
      virtualMachineId: vm.id,
      virtualMachineVersion: 'Compute',
      resourceGroup: vm.group,
      backupManagementType: 'AzureIaasVM',
      protectableItemType: 'Microsoft.Compute/virtualMachines',
      friendlyName: vm.name,
      protectionState: 'NotProtected',
    },
  }
}
