import type { JsonObject } from '../../json.js'
import type { Placed } from '../scope.js'

/** A virtual machine; `properties` is the wire object without instanceView. */
export interface VmRecord extends Placed {
  tags?: JsonObject
  zones?: string[]
  identity?: JsonObject
  properties: JsonObject
  /** Last part of the code: running, deallocated, stopped, starting, stopping, deallocating. */
  power: string
  agentReady: boolean
  /** When the agent first reported; absent = before the state began, or not yet while the VM is being created. */
  agentSinceMs?: number
  /** What planned maintenance left on the VM, as the wire shows it; only a state brings it. */
  maintenance?: JsonObject
  createdMs: number
  /** Absent = none. */
  extensions?: ExtensionRecord[]
  /** The VM from whose recovery point a restore has made this one. */
  sourceId?: string
  /** A script runs inside, until then at the latest. */
  scriptUntilMs?: number
}

/** An extension of a VM; `properties` is the wire object without what must stay secret. */
export interface ExtensionRecord {
  name: string
  tags?: JsonObject
  properties: JsonObject
}

/** What commands with a text in them do in a guest. */
export interface GuestRule {
  contains: string
  /** 0 when absent. */
  exitCode?: number
  /** Nothing when absent. */
  stdout?: string
  stderr?: string
  /** How long it takes, in real milliseconds before the job speed. */
  delayMs?: number
}

/** What is inside a VM, and inside all VMs that are restored from its points. */
export interface GuestRecord {
  /** The first that fits a command wins. */
  rules: readonly GuestRule[]
  /** The agent never reports; absent = it does. */
  agent?: 'none'
  /** It never runs once it was restored; absent = it does. */
  boots?: false
}

/** A managed disk or a snapshot; `properties` is the wire object. */
export interface DiskRecord extends Placed {
  tags?: JsonObject
  zones?: string[]
  sku: JsonObject
  managedBy?: string
  properties: JsonObject
}

/** A disk encryption set or a disk access; `properties` is the wire object. */
export interface DiskPartRecord extends Placed {
  tags?: JsonObject
  identity?: JsonObject
  properties: JsonObject
}

/** An availability set; the VMs in it name it. */
export interface AvailabilitySetRecord extends Placed {
  tags?: JsonObject
  sku: JsonObject
  properties: JsonObject
}

/** What managed disks refer to. */
export type DiskPartTable = 'diskEncryptionSets' | 'diskAccesses'

/** What a compute operation does when it is due. Keys are lower-case resource ids. */
export type ComputeEffect =
  | { kind: 'power'; vmKey: string; power: string }
  | { kind: 'vm-written'; vmKey: string }
  | { kind: 'vm-deleted'; vmKey: string }
  | { kind: 'script-run'; vmKey: string }
  | { kind: 'disk-written'; table: DiskTable; key: string }
  | { kind: 'disk-deleted'; table: DiskTable; key: string }

/** Managed disks and snapshots share their shape and their rules. */
export type DiskTable = 'disks' | 'snapshots'

/** A long-running operation of the compute provider. */
export interface ComputeOperation {
  id: string
  subscriptionId: string
  location: string
  startMs: number
  dueMs: number
  status: 'InProgress' | 'Succeeded' | 'Failed'
  error?: { code: string; message: string }
  effect?: ComputeEffect
  /** What the operation gives when it is over. */
  output?: JsonObject
}

/** Resources by lower-case resource id, operations by id. */
export interface ComputeState {
  virtualMachines: Record<string, VmRecord>
  disks: Record<string, DiskRecord>
  snapshots: Record<string, DiskRecord>
  diskEncryptionSets: Record<string, DiskPartRecord>
  diskAccesses: Record<string, DiskPartRecord>
  availabilitySets: Record<string, AvailabilitySetRecord>
  operations: Record<string, ComputeOperation>
  /** What is inside VMs, by their ids; a VM without an entry is healthy. */
  guests: Record<string, GuestRecord>
}
