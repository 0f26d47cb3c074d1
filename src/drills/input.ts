import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import type { PointWish } from '../points/choose.js'

/** What is typed after `azbk drill run`. */
export interface DrillInput extends SelectorInput, RunInput, PointWish, ProbeWish {
  readonly vault?: string | undefined
  /** From the copies in the paired region, and there. */
  readonly crossRegion?: boolean | undefined
  /** So many of the selected VMs; without it all. */
  readonly sample?: number | undefined
  readonly seed?: number | undefined
  /** Folder for the evidence. Default: `drills` in the state folder. */
  readonly evidence?: string | undefined
}

/** What to look at inside a restored VM, beside its agent. */
export interface ProbeWish {
  /** Services that must run. */
  readonly service?: readonly string[] | undefined
  /** `port`, or `host:port`, that must take connections. */
  readonly tcp?: readonly string[] | undefined
  /** A script of the user's, which passes when it ends with 0: in a wish its text, as typed its file. */
  readonly script?: string | undefined
}
