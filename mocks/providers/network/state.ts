import type { JsonObject } from '../../json.js'
import type { Placed } from '../scope.js'

/** A virtual network with its subnets. */
export interface NetworkRecord extends Placed {
  tags?: JsonObject
  addressPrefixes: string[]
  subnets: { name: string; addressPrefix: string }[]
}

/** By lower-case resource id. */
export interface NetworkState {
  virtualNetworks: Record<string, NetworkRecord>
}
