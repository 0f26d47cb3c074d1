import type { Disk as SdkDisk, VirtualMachine as SdkMachine, VirtualMachineInstanceView } from '@azure/arm-compute'
import { type ArmId, armId, parseArmId } from '../core/arm-id.js'
import { findName, nameKey, sameName } from '../core/names.js'
import {
  type AgentState,
  type Disk,
  type DiskCaching,
  type DiskFacts,
  type Machine,
  type MachineRef,
  type MachineSetup,
  OS_DISK_LUN,
  POWER_STATES,
  type PowerState,
  type SecurityType,
} from '../model/machine.js'
import { azureFind, azureList } from './errors.js'
import type { AzureSession } from './session.js'

/** All VMs of a subscription or of one resource group, without power and agent state (null). */
export async function listMachines(
  session: AzureSession,
  subscriptionId: string,
  scope: { readonly resourceGroup?: string } = {},
): Promise<Machine[]> {
  const { virtualMachines } = await session.compute(subscriptionId)
  const options = { abortSignal: session.signal }
  return scope.resourceGroup === undefined
    ? azureList(`listing the VMs of subscription ${subscriptionId}`, virtualMachines.listAll(options), toMachine)
    : azureList(
        `listing the VMs of group '${scope.resourceGroup}'`,
        virtualMachines.list(scope.resourceGroup, options),
        toMachine,
      )
}

/** One VM with its power and agent state, or undefined when it does not exist. */
export async function findMachine(session: AzureSession, ref: MachineRef): Promise<Machine | undefined> {
  const { virtualMachines } = await session.compute(ref.subscriptionId)
  const row = await azureFind(`reading VM '${ref.name}'`, () =>
    virtualMachines.get(ref.resourceGroup, ref.name, { expand: 'instanceView', abortSignal: session.signal }),
  )
  return row && toMachine(row)
}

export interface RunState {
  readonly power: PowerState | null
  readonly agent: AgentState | null
}

/** Power and agent state of all VMs of a subscription in one list, by {@link nameKey} of the VM's id. */
export async function listRunStates(
  session: AzureSession,
  subscriptionId: string,
): Promise<ReadonlyMap<string, RunState>> {
  const { virtualMachines } = await session.compute(subscriptionId)
  const pages = virtualMachines.listAll({ statusOnly: 'true', abortSignal: session.signal })
  return new Map(
    await azureList(`reading the state of the VMs of subscription ${subscriptionId}`, pages, (row) => [
      nameKey(row.id ?? ''),
      runStateOf(row.instanceView),
    ]),
  )
}

/** Facts of all managed disks of a subscription in one list, by {@link nameKey} of the disk's id. */
export async function listDiskFacts(
  session: AzureSession,
  subscriptionId: string,
): Promise<ReadonlyMap<string, DiskFacts>> {
  const { disks } = await session.compute(subscriptionId)
  const pages = disks.list({ abortSignal: session.signal })
  return new Map(
    await azureList(`listing the disks of subscription ${subscriptionId}`, pages, (row: SdkDisk) => [
      nameKey(row.id ?? ''),
      { sku: row.sku?.name ?? null, sizeGb: row.diskSizeGB ?? null, shared: (row.maxShares ?? 1) > 1 },
    ]),
  )
}

function toMachine(row: SdkMachine): Machine {
  const id = armId(row.id ?? '')
  const parts = parseArmId(id)
  return {
    id,
    name: row.name ?? '',
    resourceGroup: parts.resourceGroup ?? '',
    subscriptionId: parts.subscriptionId,
    location: row.location,
    zones: row.zones ?? [],
    tags: row.tags ?? {},
    size: row.hardwareProfile?.vmSize ?? '',
    osType: row.storageProfile?.osDisk?.osType === 'Linux' ? 'Linux' : 'Windows',
    securityType: securityTypeOf(row.securityProfile?.securityType),
    provisioningState: row.provisioningState ?? 'Unknown',
    scaleSetId: idOrNull(row.virtualMachineScaleSet?.id),
    disks: toDisks(row.storageProfile),
    ...runStateOf(row.instanceView),
    setup: toSetup(row),
  }
}

function toSetup({ identity, resources = [], diagnosticsProfile }: SdkMachine): MachineSetup {
  const kind = identity?.type ?? 'None'
  const user = Object.keys(identity?.userAssignedIdentities ?? {})
  return {
    identity: sameName(kind, 'None') ? null : { system: /SystemAssigned/i.test(kind), user },
    extensions: resources.map(({ name = '', typePropertiesType: type = name, publisher = '' }) => ({
      type,
      publisher,
    })),
    bootDiagnostics: diagnosticsProfile?.bootDiagnostics?.enabled ?? false,
  }
}

/** Anything Azure does not list as a type of its own (`Standard`) is a plain VM. */
function securityTypeOf(text: string | undefined): SecurityType {
  return findName(['TrustedLaunch', 'ConfidentialVM'], text) ?? 'None'
}

type StorageProfile = NonNullable<SdkMachine['storageProfile']>
type OsDisk = NonNullable<StorageProfile['osDisk']>
type DataDisk = NonNullable<StorageProfile['dataDisks']>[number]

function toDisks(profile: StorageProfile | undefined): Disk[] {
  const os = profile?.osDisk
  return [
    ...(os ? [{ ...toDisk(os, OS_DISK_LUN), ephemeral: os.diffDiskSettings?.option === 'Local' }] : []),
    ...(profile?.dataDisks ?? []).map((disk) => toDisk(disk, disk.lun)),
  ]
}

function toDisk(row: OsDisk | DataDisk, lun: number): Disk {
  return {
    lun,
    name: row.name ?? '',
    id: idOrNull(row.managedDisk?.id),
    sizeGb: row.diskSizeGB ?? null,
    sku: row.managedDisk?.storageAccountType ?? null,
    caching: (row.caching as DiskCaching | undefined) ?? 'None',
    writeAccelerator: row.writeAcceleratorEnabled ?? false,
    shared: null,
    ephemeral: false,
    keyId: idOrNull(row.managedDisk?.diskEncryptionSet?.id),
    securedKeyId: idOrNull(row.managedDisk?.securityProfile?.diskEncryptionSet?.id),
    storageAccount: row.vhd?.uri?.match(/^https?:\/\/([^./]+)\.blob\./i)?.[1] ?? null,
  }
}

function idOrNull(id: string | undefined): ArmId | null {
  return id === undefined ? null : armId(id)
}

function runStateOf(view: VirtualMachineInstanceView | undefined): RunState {
  if (view === undefined) return { power: null, agent: null }
  const codes = (view.statuses ?? []).map((status) => (status.code ?? '').toLowerCase())
  const power = codes.find((code) => code.startsWith('powerstate/'))?.slice('powerstate/'.length)
  return { power: findName(POWER_STATES, power) ?? 'unknown', agent: agentStateOf(view.vmAgent) }
}

function agentStateOf(agent: VirtualMachineInstanceView['vmAgent']): AgentState {
  const text = agent?.statuses?.[0]?.displayStatus
  if (text === undefined) return 'unknown'
  return sameName(text, 'Ready') ? 'ready' : 'notReady'
}
