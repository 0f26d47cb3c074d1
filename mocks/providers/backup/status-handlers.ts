import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { sameName, textOf } from '../../json.js'
import { parseFilter } from '../../odata.js'
import type { ItemRecord, VaultRecord } from '../../service/model.js'
import { findSourceVm } from '../../service/source-vm.js'
import { requireVault } from '../recovery-services/state.js'
import { parameterInvalid } from './errors.js'
import { countOtherItems } from './other-items.js'

/** POST backupStatus: which vault protects a VM. Source: recordings before 2024. */
export function postBackupStatus(ctx: MockContext, call: ArmCall): ArmReply {
  const id = textOf(call.body.resourceId)
  if (!sameName(textOf(call.body.resourceType), 'VM') || !id) throw parameterInvalid('resourceType or resourceId')
  const { vault, item } = placeOf(ctx, id)
  if (!vault || !item || item.state === 'SoftDeleted') {
    return {
      status: 200,
      body: { protectionStatus: 'NotProtected', protectedItemsCount: 0, objectType: 'BackupStatusResponse' },
    }
  }
  const name = `iaasvmcontainerv2;${item.nameGroup};${item.nameVm}`
  return {
    status: 200,
    body: {
      protectionStatus: 'Protected',
      vaultId: vault.id,
      fabricName: 'Azure',
      containerName: `iaasvmcontainer;${name}`,
      protectedItemName: `vm;${name}`,
      policyName: vault.policies[item.policyKey ?? '']?.name ?? '',
      protectedItemsCount: 0,
      objectType: 'BackupStatusResponse',
    },
  }
}

/** POST backupPreValidateProtection: can the VM be protected with the vault. Source: SDK, docs. */
export function postPreValidate(ctx: MockContext, call: ArmCall): ArmReply {
  const id = textOf(call.body.resourceId)
  const vaultId = textOf(call.body.vaultId)
  if (!id || !vaultId) throw parameterInvalid('resourceId or vaultId')
  const vm = findSourceVm(ctx, id)
  const vault = ctx.state.backup.vaults[vaultId.toLowerCase()]
  const failed = (errorCode: string, errorMessage: string, recommendation: string) => ({
    status: 200,
    body: { status: 'Failed', errorCode, errorMessage, recommendation },
  })
  if (!vm)
    return failed('ResourceNotFound', 'The virtual machine was not found.', 'Check the id of the virtual machine.')
  if (placeOf(ctx, id).item) {
    return failed(
      'VirtualMachineAlreadyProtected',
      'The virtual machine is already protected.',
      'Use the vault that protects it.',
    )
  }
  if (vault && vault.location !== vm.location) {
    return failed('UserErrorInvalidRegion', 'The vault is in another region.', `Use a vault in ${vm.location}.`)
  }
  const name = `iaasvmcontainerv2;${vm.group};${vm.name}`.toLowerCase()
  return {
    status: 200,
    body: {
      status: 'Succeeded',
      errorCode: '',
      errorMessage: '',
      recommendation: '',
      containerName: `IaasVMContainer;${name}`,
      protectedItemName: `VM;${name}`,
    },
  }
}

/** POST backupValidateFeatures: VM backup is supported everywhere here. Source: SDK. */
export function postValidateFeatures(): ArmReply {
  return { status: 200, body: { supportStatus: 'Supported' } }
}

/** GET of usage: counts of items and containers. Source: REST docs. */
export function listUsages(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const type = parseFilter(call.query.$filter).type ?? 'BackupProtectedItemCountSummary'
  const isContainers = sameName(type, 'BackupProtectionContainerCountSummary')
  const items = Object.values(vault.items)
  const usage = (value: string, currentValue: number) => ({
    unit: 'Count',
    currentValue,
    limit: -1,
    name: { value, localizedValue: value },
  })
  const active = items.filter((item) => item.state !== 'SoftDeleted').length
  const others = [...countOtherItems(vault)].map(([kind, count]) => usage(kind, count))
  const vms = isContainers ? usage('IaasVMContainer', active) : usage('AzureVM', items.length)
  return { status: 200, body: { value: [vms, ...others] } }
}

function placeOf(ctx: MockContext, vmId: string): { vault?: VaultRecord; item?: ItemRecord } {
  const place = ctx.state.backup.protectedVms[vmId.toLowerCase()]
  const vault = ctx.state.backup.vaults[place?.vaultKey ?? '']
  const item = vault?.items[place?.itemKey ?? '']
  return vault && item ? { vault, item } : {}
}
