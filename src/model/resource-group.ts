import type { ArmId } from '../core/arm-id.js'

/** What is needed to address a resource group. */
export interface GroupRef {
  readonly subscriptionId: string
  readonly name: string
}

export interface ResourceGroup extends GroupRef {
  readonly id: ArmId
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  /** Its delete is under way. */
  readonly deleting?: boolean
}
