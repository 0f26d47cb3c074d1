import type { CertificateLevel, Conflict, Objective } from './objective.js'

/**
 * Which slot for which VM, in numbers: one connected part of an estate (VMs, vaults and storage accounts that have to
 * do with one another). Everything is an index, and VMs are columns, so that 100,000 of them are quick to work on.
 *
 * A slot starts at one or more *cells*. `cell = regime * time.ticks + tick`: the circular period (a day, or a week when
 * some slot does not start every day), once for each offset regime of the clocks. A limit holds when it holds in every
 * cell.
 */
export interface SlotProblem {
  /** Of its first vault, for messages. */
  readonly name: string
  readonly time: SlotTime
  /** The time zone whose clock ticks of the first regime are on, for messages (default: UTC). */
  readonly zone?: string
  readonly vaults: readonly SlotVault[]
  readonly families: readonly SlotFamily[]
  readonly resources: readonly SlotResource[]
  readonly vms: SlotVms
}

export interface SlotTime {
  /** 30, or 15 where a zone's clock is off by a quarter. */
  readonly tickMinutes: number
  /** Ticks of the circular period. */
  readonly ticks: number
  /** Ways in which the clocks of the zones lie to one another in the next 12 months; 1 when all change together. */
  readonly regimes: number
}

export interface SlotVault {
  readonly name: string
  /** Policies that may still be made in it. */
  readonly newPolicies: number
}

/** The possible slots of VMs of one vault whose policies differ in their start only (one tier in one time zone). */
export interface SlotFamily {
  readonly vault: number
  /** For messages. */
  readonly name: string
  readonly slots: readonly Slot[]
}

export interface Slot {
  /** Cells at which it starts, ascending. */
  readonly starts: Uint16Array
  /** Its place in the night: half hours after noon of its own time zone. */
  readonly rank: number
  /** Policies that are this slot already; 0 means that it has to be made. */
  readonly policies: number
  /** VMs that its policies (or the one that will be made) may have. */
  readonly capacity: number
}

/** What runs short when VMs start together. */
export interface SlotResource {
  /** `machines`: VMs of a vault, region or subscription. `disks`: of a storage account. `service`: classic VMs. */
  readonly kind: 'machines' | 'disks' | 'service'
  /** e.g. `vault rsv-weu`, `account stweu01`. */
  readonly name: string
  /** Most that may start in one cell; for `service`, in any two cells of one hour. */
  readonly capacity: number
  /** Cells in a row that count together: 1, or those of an hour. */
  readonly span: number
}

/** Columns: entry v of each belongs to VM v. VMs are in the order of their keys. */
export interface SlotVms {
  readonly count: number
  readonly family: Int32Array
  /** Index into `allowances`. */
  readonly allowance: Int32Array
  /** Lists of slot indexes of the family, ascending, that a VM may have; an empty list: no window fits. */
  readonly allowances: readonly Uint16Array[]
  /** The slot that it has; -1 when it has none. */
  readonly home: Int32Array
  /** 1: keeps its home whatever it breaks. */
  readonly pinned: Uint8Array
  /** Ticks that its backup likely takes, rounded up, at least 1. */
  readonly duration: Uint16Array
  /** VM v uses `use.resource[i]` by `use.amount[i]` for i from `use.from[v]` to before `use.from[v + 1]`. */
  readonly use: { readonly from: Int32Array; readonly resource: Int32Array; readonly amount: Int32Array }
}

/** The same problem, in objects of one shape whoever made them: the engine compiles the solvers for one shape only. */
export function inOneShape({ name, time, zone = 'UTC', vaults, families, resources, vms }: SlotProblem): SlotProblem {
  const { count, family, allowance, allowances, home, pinned, duration, use } = vms
  const { from, resource, amount } = use
  return {
    name,
    time,
    zone,
    vaults,
    families: families.map(({ vault, name, slots }) => ({ vault, name, slots })),
    resources,
    vms: { count, family, allowance, allowances, home, pinned, duration, use: { from, resource, amount } },
  }
}

/** All slots in one row, family by family: entry `at` is that of `slotBase`. */
export function eachSlot(families: readonly SlotFamily[], visit: (slot: Slot, at: number) => void): void {
  let at = 0
  for (const { slots } of families) {
    for (const slot of slots) {
      visit(slot, at)
      at += 1
    }
  }
}

export interface SolveOptions {
  readonly objective: Objective
  readonly seed: number
  /** How long to search, as a factor of the usual number of steps. Never a time: the same input gives the same plan. */
  readonly effort?: number
}

/** A slot for each VM that has one allowed, and how good that is. */
export interface SlotSolution {
  /** By VM; its home, or -1, when no slot is allowed. A VM for which no slot was free has the least bad one. */
  readonly slots: Int32Array
  readonly levels: readonly CertificateLevel[]
  /** Empty when there is no violation. */
  readonly conflicts: readonly Conflict[]
}
