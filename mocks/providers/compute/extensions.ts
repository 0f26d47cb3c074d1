import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError, resourceNotFound } from '../../errors.js'
import { objectOf, sameName, textOf } from '../../json.js'
import { readTags } from '../resource-checks.js'
import { extensionRefused, parameterMissing } from './errors.js'
import type { ExtensionRecord, VmRecord } from './state.js'
import { EXTENSION_TYPE, extensionBody } from './vm-body.js'
import { requireVm } from './vms.js'

/** GET of the extensions of a VM. Those that Azure installs by itself, for backups too, are not among them. */
export function listExtensions(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  return { status: 200, body: { value: extensionsOf(vm).map((row) => extensionBody(vm, row)) } }
}

/** GET of one extension. */
export function getExtension(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  const known = findExtension(vm, call)
  if (!known) {
    throw resourceNotFound(EXTENSION_TYPE, `${vm.name}/${call.params.extension}`, call.params.rg ?? '')
  }
  return { status: 200, body: extensionBody(vm, known) }
}

/** PUT of an extension, done at once (not verified: minutes in Azure). 201 when new. */
export function putExtension(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  const known = findExtension(vm, call)
  const { protectedSettings: _, ...properties } = { ...known?.properties, ...objectOf(call.body.properties) }
  if (textOf(call.body.location) === undefined) {
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.')
  }
  for (const name of ['publisher', 'type', 'typeHandlerVersion']) {
    if (textOf(properties[name]) === undefined) throw parameterMissing(name)
  }
  if (vm.power !== 'running') throw extensionRefused()
  const extension: ExtensionRecord = {
    name: known?.name ?? call.params.extension ?? '',
    ...readTags(call),
    properties: { autoUpgradeMinorVersion: false, ...properties, provisioningState: 'Succeeded' },
  }
  vm.extensions = [...extensionsOf(vm).filter((row) => row !== known), extension]
  return { status: known ? 200 : 201, body: extensionBody(vm, extension) }
}

/** DELETE of an extension: 204 when there is none. */
export function deleteExtension(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  const known = findExtension(vm, call)
  if (!known) return { status: 204 }
  if (vm.power !== 'running') throw extensionRefused()
  const left = extensionsOf(vm).filter((row) => row !== known)
  if (left.length > 0) vm.extensions = left
  else delete vm.extensions
  return { status: 200 }
}

function extensionsOf(vm: VmRecord): readonly ExtensionRecord[] {
  return vm.extensions ?? []
}

function findExtension(vm: VmRecord, call: ArmCall): ExtensionRecord | undefined {
  return extensionsOf(vm).find((row) => sameName(row.name, call.params.extension))
}
