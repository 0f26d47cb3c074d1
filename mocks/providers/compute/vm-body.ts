import { compact, type JsonObject, listOf, objectOf } from '../../json.js'
import { networkProfileOf } from '../network/nics.js'
import type { ExtensionRecord, VmRecord } from './state.js'

/** Resource type of virtual machines. */
export const VM_TYPE = 'Microsoft.Compute/virtualMachines'

/** Resource type of their extensions. */
export const EXTENSION_TYPE = `${VM_TYPE}/extensions`

/** How much of a VM an answer shows; `status` = only what runs, for lists with `statusOnly=true`. */
export type VmView = 'model' | 'expanded' | 'status'

/** A VM as the wire shows it, in Azure's order. Source: recordings of 2024. */
export function vmBody(vm: VmRecord, view: VmView, nowMs: number): JsonObject {
  return compact({
    name: vm.name,
    id: vm.id,
    type: VM_TYPE,
    location: vm.location,
    zones: vm.zones,
    tags: vm.tags,
    identity: vm.identity,
    properties: view === 'status' ? statusProperties(vm, nowMs) : modelProperties(vm, view, nowMs),
    // az reads the extensions of a VM here.
    resources: vm.extensions?.map((extension) => extensionBody(vm, extension)),
  })
}

/** An extension as the wire shows it. */
export function extensionBody(vm: VmRecord, { name, tags, properties }: ExtensionRecord): JsonObject {
  const id = `${vm.id}/extensions/${name}`
  return compact({ name, id, type: EXTENSION_TYPE, location: vm.location, tags, properties })
}

/** What the agent reports of the guest. */
const GUESTS: Record<string, JsonObject> = {
  Windows: { osName: 'Windows Server 2022 Datacenter', osVersion: 'Microsoft Windows NT 10.0.20348.0' },
  Linux: { osName: 'ubuntu', osVersion: '22.04' },
}

/** Instance view of a VM in Azure's order: guest, agent, disks, provisioning and power state. Source: recordings of 2024. */
export function instanceViewOf(vm: VmRecord, nowMs: number): JsonObject {
  const time = vm.properties.timeCreated
  const isFailed = vm.properties.provisioningState === 'Failed'
  const isMade = vm.properties.provisioningState !== 'Creating' && nowMs >= (vm.agentSinceMs ?? 0)
  const hasAgent = isMade && vm.agentReady && vm.power === 'running'
  return compact({
    ...(hasAgent ? guestOf(vm) : {}),
    vmAgent: vm.power === 'deallocated' ? undefined : agentOf(vm, hasAgent),
    maintenanceRedeployStatus: vm.maintenance,
    disks: disksOf(vm).map((name) => ({ name, statuses: [succeeded(time)] })),
    hyperVGeneration: objectOf(vm.properties.securityProfile).securityType ? 'V2' : 'V1',
    statuses: [
      isFailed
        ? {
            code: 'ProvisioningState/failed/AllocationFailed',
            level: 'Error',
            displayStatus: 'Provisioning failed',
            time,
          }
        : succeeded(time),
      { code: `PowerState/${vm.power}`, level: 'Info', displayStatus: `VM ${vm.power}` },
    ],
  })
}

function statusProperties(vm: VmRecord, nowMs: number): JsonObject {
  const { vmId, hardwareProfile, provisioningState, timeCreated } = vm.properties
  return compact({ hardwareProfile, provisioningState, vmId, instanceView: instanceViewOf(vm, nowMs), timeCreated })
}

function modelProperties(vm: VmRecord, view: VmView, nowMs: number): JsonObject {
  const { timeCreated, ...properties } = vm.properties
  const instanceView = view === 'expanded' ? instanceViewOf(vm, nowMs) : undefined
  return compact({ ...properties, networkProfile: networkProfileOf(vm), instanceView, timeCreated })
}

function guestOf(vm: VmRecord): JsonObject {
  const computerName = objectOf(vm.properties.osProfile).computerName ?? vm.name
  return { computerName, ...GUESTS[osTypeOf(vm)] }
}

/** The operating system of a VM. */
export function osTypeOf(vm: VmRecord): 'Windows' | 'Linux' {
  return objectOf(objectOf(vm.properties.storageProfile).osDisk).osType === 'Windows' ? 'Windows' : 'Linux'
}

function agentOf(vm: VmRecord, isReady: boolean): JsonObject {
  const time = vm.properties.timeCreated
  if (isReady) {
    const isWindows = osTypeOf(vm) === 'Windows'
    const message = isWindows ? 'GuestAgent is running and processing the extensions.' : 'Guest Agent is running'
    const ready = { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Ready', message, time }
    return { vmAgentVersion: '2.7.41491.1095', statuses: [ready] }
  }
  const message = 'VM status blob is found but not yet populated.'
  const waiting = { code: 'ProvisioningState/Unavailable', level: 'Warning', displayStatus: 'Not Ready', message, time }
  return { vmAgentVersion: 'Unknown', statuses: [waiting] }
}

function disksOf(vm: VmRecord): unknown[] {
  const storage = objectOf(vm.properties.storageProfile)
  return [storage.osDisk, ...listOf(storage.dataDisks)].map((disk) => objectOf(disk).name)
}

function succeeded(time: unknown): JsonObject {
  return { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time }
}
