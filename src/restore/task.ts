import type { Instant } from '../core/clock.js'
import type { ItemRef } from '../model/item.js'
import type { RestoreOrder } from '../model/restore.js'

/** The restore of one VM as it was decided: plain JSON, sent, written into the journal and gone on with as it is. */
export interface RestoreTask {
  /** The VM: its id in Azure's case. */
  readonly id: string
  readonly name: string
  readonly resourceGroup: string
  readonly item: ItemRef
  /** The paired region, of which the copies are restored; null when those of the vault's own region are. */
  readonly secondaryRegion: string | null
  readonly point: { readonly name: string; readonly time: Instant; readonly why: string; readonly ageMs: number }
  /** `wave`: from 1, its turn among those that go through the same account. */
  readonly staging: { readonly name: string; readonly why: string; readonly wave: number }
  readonly order: RestoreOrder
  /** Its restores from before: one that is not among them is the effect of this task. */
  readonly knownJobs: readonly string[]
}
