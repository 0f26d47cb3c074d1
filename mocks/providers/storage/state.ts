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
}

/** By lower-case resource id. */
export interface StorageState {
  accounts: Record<string, StorageAccountRecord>
}
