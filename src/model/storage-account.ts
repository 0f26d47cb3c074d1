import type { ArmId } from '../core/arm-id.js'

/** A storage account, as far as restores care. Source: AZURE-BACKUP-API.md section 16. */
export interface StorageAccount {
  readonly id: ArmId
  readonly name: string
  readonly resourceGroup: string
  readonly location: string
  /** `StorageV2` is general-purpose v2; others are `Storage`, `BlobStorage`, `BlockBlobStorage`, `FileStorage`. */
  readonly kind: string
  /** E.g. `Standard_LRS`, `Premium_LRS`. */
  readonly sku: string
  /** False when its firewall lets in chosen networks only. */
  readonly openToNetworks: boolean
  /** True for a data lake (hierarchical namespace): it takes no copies of disks. */
  readonly hierarchical: boolean
}
