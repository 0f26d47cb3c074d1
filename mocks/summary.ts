import { isoOf } from './clock.js'
import type { SoftDeleteProfile } from './service/model.js'
import type { MockState } from './store.js'
import type { ThrottleProfile } from './throttle.js'

/** What a state holds, in numbers. */
export interface StateSummary {
  /** The calendar, ISO 8601. */
  time: string
  softDeleteProfile: SoftDeleteProfile
  throttle: ThrottleProfile
  /** Rules of the weather. */
  faults: number
  /** Ids. */
  subscriptions: string[]
  machines: number
  vaults: number
  items: number
  jobs: number
  points: number
}

/** Counts a state; its calendar is the one it was saved at. */
export function summarizeState(state: Readonly<MockState>): StateSummary {
  const vaults = Object.values(state.backup.vaults)
  const items = vaults.flatMap((vault) => Object.values(vault.items))
  return {
    time: isoOf(state.clock.calendarMs),
    softDeleteProfile: state.softDeleteProfile,
    throttle: state.throttle.profile,
    faults: state.faults.rules.length,
    subscriptions: Object.values(state.resources.subscriptions).map(({ id }) => id),
    machines: Object.keys(state.compute.virtualMachines).length,
    vaults: vaults.length,
    items: items.length,
    jobs: vaults.reduce((sum, vault) => sum + Object.keys(vault.jobs).length, 0),
    points: items.reduce((sum, item) => sum + item.points.length, 0),
  }
}
