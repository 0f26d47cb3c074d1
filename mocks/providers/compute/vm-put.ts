import type { ArmCall, ArmReply } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { isObject, type JsonObject, listOf, objectOf, sameName, spell, textOf, withoutNulls } from '../../json.js'
import { holdNics, requireNics } from '../network/vm-nics.js'
import { mergeIdentity } from '../recovery-services/identity.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { placeOf } from '../scope.js'
import { completeStorage, releaseMissing, requireDisks } from './attachments.js'
import { requireAvailabilitySet } from './availability-sets.js'
import { conflict, parameterMissing, propertyFixed, sizeInvalid, tooManyDisks, vmNameInvalid } from './errors.js'
import { withImage } from './images.js'
import { startCompute } from './operations.js'
import { quotaRefusal, type WantedVm } from './quotas.js'
import { findSize } from './sizes.js'
import type { VmRecord } from './state.js'
import { VM_TYPE, vmBody } from './vm-body.js'
import { findVm, isBusy, requireVm } from './vms.js'

/** PUT of a VM: its disks are made with it. 201 when new, 200 when it was there; an operation runs in both cases. */
export function putVm(ctx: MockContext, call: ArmCall): ArmReply {
  requireRegistered(ctx, call, 'Microsoft.Compute')
  const known = findVm(ctx, call)
  if (!known) requireName(call.params.name ?? '')
  const location = requireLocation(call, VM_TYPE, known)
  const place = { ...placeOf(call, VM_TYPE, known), location }
  const sent = requireProperties(call, known)
  if (known && isBusy(known)) throw conflict()
  requireDisks(ctx, place, sent.storageProfile)
  requireNics(ctx, { ...place, known }, objectOf(sent.networkProfile))
  const zones = Array.isArray(call.body.zones) ? { zones: call.body.zones.map(spell) } : {}
  requireAvailabilitySet(ctx, { location, ...zones, known }, sent)
  requireQuota(ctx, { ...place, ...zones }, objectOf(sent.hardwareProfile))
  const vm: VmRecord = {
    ...place,
    ...readTags(call),
    ...zones,
    ...(isObject(call.body.identity) ? { identity: mergeIdentity(ctx, known?.identity, call.body.identity) } : {}),
    properties: {
      ...sent,
      provisioningState: known ? 'Updating' : 'Creating',
      vmId: textOf(known?.properties.vmId) ?? ctx.random.guid(),
      storageProfile: completeStorage(ctx, { ...place, ...zones }, sent.storageProfile),
      timeCreated: textOf(known?.properties.timeCreated) ?? isoOf(ctx.now()),
    },
    power: known?.power ?? 'running',
    agentReady: known?.agentReady ?? true,
    ...(known?.agentSinceMs === undefined ? {} : { agentSinceMs: known.agentSinceMs }),
    createdMs: known?.createdMs ?? ctx.now(),
    ...(known?.extensions ? { extensions: known.extensions } : {}),
  }
  if (known) releaseMissing(ctx, known, vm)
  holdNics(ctx, vm, known)
  const vmKey = place.id.toLowerCase()
  ctx.state.compute.virtualMachines[vmKey] = vm
  const effect = { kind: 'vm-written', vmKey } as const
  const { location: _, ...headers } = startCompute(ctx, call, { location, timing: 'vmWrite', effect })
  return { status: known ? 200 : 201, headers, body: vmBody(vm, 'model', ctx.now()) }
}

/** PATCH of a VM: tags, identity and size at once; the rest is left as it is. */
export function patchVm(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  const { hardwareProfile } = objectOf(call.body.properties)
  if (isObject(hardwareProfile)) {
    requireSize(hardwareProfile)
    requireQuota(ctx, vm, hardwareProfile)
    vm.properties.hardwareProfile = hardwareProfile
  }
  if (isObject(call.body.identity)) vm.identity = mergeIdentity(ctx, vm.identity, call.body.identity)
  Object.assign(vm, readTags(call))
  return { status: 200, body: vmBody(vm, 'model', ctx.now()) }
}

/** Source of the rule: Azure's own message. */
function requireName(name: string): void {
  if (!/^[^_\W][\w-.]{0,79}$/.test(name) || /[-.]$/.test(name)) throw vmNameInvalid(name)
}

type VmProperties = JsonObject & { storageProfile: JsonObject }

/**
 * Properties of a PUT. Read-only members are ignored, parts that are not sent keep their value, null is taken as not sent,
 * and what must stay secret is not kept.
 */
function requireProperties(call: ArmCall, known: VmRecord | undefined): VmProperties {
  const { instanceView: _, ...sent } = {
    ...known?.properties,
    ...objectOf(withoutNulls(objectOf(call.body.properties))),
  }
  for (const name of ['hardwareProfile', 'storageProfile']) {
    if (!isObject(sent[name])) throw parameterMissing(name)
  }
  requireSize(objectOf(sent.hardwareProfile))
  requireRoomForDisks(sent)
  requireSameImage(known, objectOf(sent.storageProfile))
  const { adminPassword: _password, customData: _data, ...osProfile } = objectOf(sent.osProfile)
  return {
    ...sent,
    ...(isObject(sent.osProfile) ? { osProfile } : {}),
    storageProfile: withImage(objectOf(sent.storageProfile)),
  }
}

/** A VM keeps the image that it was made from. */
function requireSameImage(known: VmRecord | undefined, storage: JsonObject): void {
  const before = objectOf(objectOf(known?.properties.storageProfile).imageReference)
  const after = objectOf(storage.imageReference)
  const isOther = ['publisher', 'offer', 'sku', 'id'].some((part) => {
    const [old, wanted] = [textOf(before[part]), textOf(after[part])]
    return old !== undefined && wanted !== undefined && !sameName(old, wanted)
  })
  if (isOther) throw propertyFixed('imageReference')
}

function requireSize(hardwareProfile: JsonObject): void {
  const size = textOf(hardwareProfile.vmSize)
  if (size === undefined) throw parameterMissing('vmSize')
  if (!findSize(size)) throw sizeInvalid(size)
}

function requireQuota(ctx: MockContext, vm: Omit<WantedVm, 'size'>, hardwareProfile: JsonObject): void {
  const refusal = quotaRefusal(ctx, { ...vm, size: textOf(hardwareProfile.vmSize) ?? '' })
  if (refusal) throw refusal
}

function requireRoomForDisks(sent: JsonObject): void {
  const limit = findSize(textOf(objectOf(sent.hardwareProfile).vmSize) ?? '')?.maxDataDisks ?? 0
  if (listOf(objectOf(sent.storageProfile).dataDisks).length > limit) throw tooManyDisks(limit)
}
