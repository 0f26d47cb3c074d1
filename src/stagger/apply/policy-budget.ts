import type { Clock } from '../../core/clock.js'
import { nameKey } from '../../core/names.js'
import type { StaggerPlan } from '../plan-file.js'

/** Policy writes of a vault in the present UTC day. */
export interface PolicyWrites {
  /** Resource id of the vault. */
  readonly vault: string
  /** This run's, and those that journals of other runs tell of. Azure lists none: others are not known. */
  readonly today: number
  /** Null when the plan's limits count none. */
  readonly perDay: number | null
}

/** Counts policy writes, by vault and UTC day. */
export interface PolicyBudget {
  /** Counts a write; false when the day of the vault has no more. */
  take(vault: string): boolean
  /** A write that was counted was not sent. */
  giveBack(vault: string): void
  /** Of all vaults in which the plan makes policies. */
  writes(): PolicyWrites[]
}

/** `before`: writes of today so far, by {@link nameKey} of the vault. */
export function createPolicyBudget(clock: Clock, plan: StaggerPlan, before: ReadonlyMap<string, number>): PolicyBudget {
  const perDay = plan.limits.policyWritesPerDay?.value ?? null
  const keyOf = (vault: string) => `${nameKey(vault)} ${dayOf(clock)}`
  const counts = new Map([...before].map(([vault, count]) => [keyOf(vault), count]))
  const today = (vault: string) => counts.get(keyOf(vault)) ?? 0
  return {
    take(vault) {
      if (perDay !== null && today(vault) >= perDay) return false
      counts.set(keyOf(vault), today(vault) + 1)
      return true
    },
    giveBack: (vault) => {
      counts.set(keyOf(vault), Math.max(0, today(vault) - 1))
    },
    writes: () => {
      const vaults = new Map(plan.policies.map(({ vault }) => [nameKey(vault), vault]))
      return [...vaults.values()].map((vault) => ({ vault, today: today(vault), perDay }))
    },
  }
}

/** `2026-03-02`. */
export function dayOf({ now }: Clock): string {
  return now().toISOString().slice(0, 10)
}
