import type { SecurityType } from './machine.js'

/** What a subscription can still get in a region. */
export interface RegionCapacity {
  readonly region: string
  readonly quotas: readonly Quota[]
  readonly sizes: readonly SizeOffer[]
}

export interface Quota {
  /** `cores` for all of the region, `virtualMachines`, or a family such as `standardDSv5Family`. */
  readonly name: string
  /** In Azure's words, e.g. `Total Regional vCPUs`. */
  readonly label: string
  readonly used: number
  readonly limit: number
}

/** A VM size as it is offered to a subscription in a region. */
export interface SizeOffer {
  readonly name: string
  /** Name of the quota that its cores count against. */
  readonly family: string
  readonly cores: number
  /** Null when Azure did not say. */
  readonly maxDataDisks: number | null
  /** Kinds of VMs beside plain ones that it takes. */
  readonly takes: readonly Exclude<SecurityType, 'None'>[]
  /** False when the subscription does not get it in the region at all. */
  readonly available: boolean
  /** Zones in which the subscription gets it. */
  readonly zones: readonly string[]
}
