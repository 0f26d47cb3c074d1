import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'

/** What keeps a container and all that is in it from being deleted. */
export type ContainerHold = 'legal hold' | 'immutability policy' | 'lease'

/** A container for blobs in a storage account. */
export interface BlobContainer {
  readonly id: ArmId
  readonly name: string
  /** When it was made, or changed last. Null when Azure does not say. */
  readonly changedAt: Instant | null
  readonly holds: readonly ContainerHold[]
}
