import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import type { FailOn } from '../model/job.js'
import type { RestoreMode } from '../model/restore.js'
import type { PointWish } from '../points/choose.js'
import type { FileRow } from './from-file.js'
import type { NewMachineWish } from './new-machine.js'
import type { OptionWish } from './options.js'

/** What is typed after `azbk restore disks|vm|replace`. */
export interface RestoreInput extends SelectorInput, RunInput, PointWish, NewMachineWish, OptionWish {
  readonly mode: RestoreMode
  readonly vault?: string | undefined
  /** From the copies in the paired region, and there. */
  readonly crossRegion?: boolean | undefined
  /** A group by name or id; it must exist. */
  readonly targetGroup?: string | undefined
  /** Storage accounts by name, group/name or id; none: the best ones are chosen. */
  readonly stagingAccount?: readonly string[] | undefined
  /** Remove what the restores leave in their storage accounts. */
  readonly cleanUp?: boolean | undefined
  /** A file with the VMs to restore, and perhaps their points. */
  readonly from?: string | undefined
  /** What was read from it. */
  readonly fileRows?: readonly FileRow[] | undefined
  readonly failOn?: FailOn | undefined
  /** How long a VM may be down; without it, what its tier says. */
  readonly rtoMs?: number | undefined
}
