import type { ArmId } from '../core/arm-id.js'

/** What new disks refer to: a disk encryption set, or a disk access. */
export interface DiskPart {
  readonly id: ArmId
  readonly subscriptionId: string
  readonly location: string
  /** Of a disk encryption set, e.g. {@link SECURED_KEY}; null for a disk access. */
  readonly encryptionType: string | null
}

/** The type of keys for OS disks of confidential VMs, and for nothing else. */
export const SECURED_KEY = 'ConfidentialVmEncryptedWithCustomerKey'
