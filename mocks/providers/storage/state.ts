import type { JsonObject } from '../../json.js'

/** A storage account; `properties` is the wire object. */
export interface StorageAccountRecord {
  id: string
  name: string
  group: string
  subscriptionId: string
  location: string
  kind: string
  sku: JsonObject
  tags: JsonObject
  properties: JsonObject
}

/** By lower-case resource id. */
export interface StorageState {
  accounts: Record<string, StorageAccountRecord>
}
