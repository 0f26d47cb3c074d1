import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import type { PointWish } from '../points/choose.js'

/** What is typed after `azbk drill run`. */
export interface DrillInput extends SelectorInput, RunInput, PointWish {
  readonly vault?: string | undefined
  /** From the copies in the paired region, and there. */
  readonly crossRegion?: boolean | undefined
  /** So many of the selected VMs; without it all. */
  readonly sample?: number | undefined
  readonly seed?: number | undefined
  /** Services that must run in each restored VM. */
  readonly service?: readonly string[] | undefined
  /** `port`, or `host:port`, that must take connections. */
  readonly tcp?: readonly string[] | undefined
  /** File with a script, which passes when it ends with 0. */
  readonly script?: string | undefined
  /** So long may one probe take. Default: 10 minutes. */
  readonly probeTimeoutMs?: number | undefined
  /** How long recovery may take; without it, what the tier says. */
  readonly rtoMs?: number | undefined
  /** Folder for the evidence. Default: `drills` in the state folder. */
  readonly evidence?: string | undefined
}

/** What to look at inside a restored VM, beside its agent, with all that is needed for it. Plain JSON. */
export interface ProbeWish {
  readonly service: readonly string[]
  readonly tcp: readonly string[]
  readonly script: ProbeScript | null
  readonly timeoutMs: number
}

export interface ProbeScript {
  /** Of its file, without folders. */
  readonly name: string
  readonly sha256: string
  readonly text: string
}
