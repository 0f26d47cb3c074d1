import type { JsonObject } from '../../json.js'
import type { Placed } from '../scope.js'

/** A storage account; `properties` is the wire object. */
export interface StorageAccountRecord extends Placed {
  kind: string
  sku: JsonObject
  tags: JsonObject
  properties: JsonObject
  /** How often each key was renewed; absent = never. */
  keyTurns?: Record<'key1' | 'key2', number>
  /** By name; absent = none. */
  containers?: ContainerRecord[]
}

/** A container for blobs. What is in it, only the data plane would tell. */
export interface ContainerRecord {
  name: string
  changedMs: number
  /** Without an end it holds until it is given back. */
  lease?: { untilMs?: number }
  /** Tags of its legal hold. */
  holdTags?: string[]
  immutability?: { days: number; state: 'Unlocked' | 'Locked' }
}

/** By lower-case resource id. */
export interface StorageState {
  accounts: Record<string, StorageAccountRecord>
}
