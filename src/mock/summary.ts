import type { MockState } from '../../mocks/index.js'
import type { Instant } from '../core/clock.js'

/** What a mock's state holds, in numbers. */
export interface MockSummary {
  /** The file it is kept in. */
  readonly file: string
  /** The calendar of the simulated Azure. */
  readonly time: Instant
  readonly softDeleteProfile: string
  readonly subscriptions: readonly string[]
  readonly machines: number
  readonly vaults: number
  readonly items: number
  readonly jobs: number
  readonly points: number
}

export function summarizeMock(file: string, state: MockState): MockSummary {
  const vaults = Object.values(state.backup.vaults)
  const items = vaults.flatMap((vault) => Object.values(vault.items))
  return {
    file,
    time: new Date(state.clock.calendarMs).toISOString(),
    softDeleteProfile: state.softDeleteProfile,
    subscriptions: Object.values(state.resources.subscriptions).map((subscription) => subscription.id),
    machines: Object.keys(state.compute.virtualMachines).length,
    vaults: vaults.length,
    items: items.length,
    jobs: vaults.reduce((sum, vault) => sum + Object.keys(vault.jobs).length, 0),
    points: items.reduce((sum, item) => sum + item.points.length, 0),
  }
}
