import type { Instant } from '../core/clock.js'

/** Of the file that a drill leaves behind. Version 1 said neither who ran it nor with what, and `totalMs` for `recoveredMs`. */
export const DRILL_VERSION = 2

/** VMs that are practised on keep their names in the group of the drill: whoever names one does not mean that copy. */
export function isDrillGroup(group: string): boolean {
  return /^rg-azbk-drill-\d{8}-\d{6}-\w+$/i.test(group)
}

/** What a drill found out, as its evidence file keeps it. Never a secret. */
export interface DrillRecord {
  readonly schemaVersion: typeof DRILL_VERSION
  /** Also the tag of everything that it made. Its journal has an id of its own. */
  readonly name: string
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly crossRegion: boolean
  /** The Resource Manager that restored; null for the mock in the process, which proves nothing. */
  readonly endpoint: string | null
  /** The azbk that wrote this; null of version 1. */
  readonly azbkVersion: string | null
  /** Who was logged in when it ended; null when the token does not tell, and of version 1. */
  readonly ranBy: DrillAccount | null
  readonly probes: ProbesTold
  /** The resource group that everything was made in. */
  readonly group: string
  readonly machines: readonly DrilledMachine[]
  readonly teardown: Teardown
}

/** An account as its token names it. */
export interface DrillAccount {
  /** A user's sign-in name, or an application's name or id. */
  readonly name: string | null
  readonly kind: 'user' | 'application' | null
  readonly objectId: string | null
  readonly applicationId: string | null
  readonly tenantId: string | null
}

/** What was looked at inside each VM, beside its agent. */
export interface ProbesTold {
  readonly service: readonly string[]
  readonly tcp: readonly string[]
  /** Its name and digest alone: what it says may be a secret. */
  readonly script: { readonly name: string; readonly sha256: string } | null
}

export const DRILL_VERDICTS = ['passed', 'late', 'failed', 'notRun'] as const
/** `late`: all went well, but it took longer than the tier's RTO. `notRun`: the drill was stopped before its turn. */
export type DrillVerdict = (typeof DRILL_VERDICTS)[number]

export interface DrilledMachine {
  /** Resource id of the VM that was practised on. */
  readonly id: string
  readonly name: string
  readonly tier: string
  readonly verdict: DrillVerdict
  /** Why it failed or is late, in a sentence; null when it passed. */
  readonly reason: string | null
  readonly point: DrilledPoint | null
  readonly jobId: string | null
  readonly times: DrillTimes
  /** Of the tier; null when it has none. */
  readonly rtoMs: number | null
  readonly probes: readonly ProbeResult[]
}

export interface DrilledPoint {
  /** Resource id of the vault that it lies in. */
  readonly vault: string
  readonly name: string
  readonly time: Instant
  readonly why: string
}

/** How long each part took, in milliseconds; null for what was not reached. */
export interface DrillTimes {
  /** From the order to the end of the restore job. */
  readonly restoreMs: number | null
  /** From there until the agent inside the VM reports. */
  readonly bootMs: number | null
  readonly probeMs: number | null
  /** All of it: the time to recover, which the RTO is held against. */
  readonly recoveredMs: number | null
}

export interface ProbeResult {
  /** `agent`, `service sshd`, `tcp localhost:443`, `script check.sh`. */
  readonly name: string
  readonly passed: boolean
  /** The last lines that it printed, or why it could not be run. */
  readonly detail: string
}

/** What became of the resource group of the drill. */
export interface Teardown {
  readonly state: 'gone' | 'left'
  /** Why it is still there; null when it is gone. */
  readonly reason: string | null
  /** What is still in it, e.g. `storageAccounts/dr1`. */
  readonly left: readonly string[]
}
