import type { ArmId } from '../core/arm-id.js'

/** A virtual network. */
export interface Network {
  readonly id: ArmId
  readonly name: string
  readonly resourceGroup: string
  readonly location: string
  readonly subnets: readonly Subnet[]
}

export interface Subnet {
  readonly id: ArmId
  readonly name: string
  /** The service that the subnet was handed to, e.g. `Microsoft.Web/serverFarms`: no VM can go there. Null when it is free. */
  readonly delegatedTo: string | null
}
