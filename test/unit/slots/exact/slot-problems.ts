import type { SlotProblem } from '../../../../src/slots/problem.js'

export interface SmallVm {
  readonly vault?: number
  readonly home?: number
  readonly allowed?: readonly number[]
  readonly duration?: number
  readonly isPinned?: boolean
  /** Disks on the one storage account that all vaults share. */
  readonly disks?: number
}

export interface SmallFleet {
  readonly vms: readonly SmallVm[]
  readonly ticks?: number
  /** VMs of a vault that may start together. */
  readonly together?: number
  readonly disksTogether?: number
  readonly newPolicies?: number
}

/** Vaults of one family with a slot at each tick, and one storage account. */
export function smallProblem(fleet: SmallFleet): SlotProblem {
  const { vms, ticks = 4, together = 2, disksTogether = 20, newPolicies = 200 } = fleet
  const vaults = 1 + Math.max(0, ...vms.map(({ vault = 0 }) => vault))
  const every = Array.from({ length: ticks }, (_, tick) => tick)
  const slots = every.map((tick) => ({ starts: Uint16Array.of(tick), rank: tick, policies: 0, capacity: 100 }))
  const numbers = (of: (vm: SmallVm) => number) => Int32Array.from(vms, of)
  return {
    name: 'vault 0',
    time: { tickMinutes: 30, ticks, regimes: 1 },
    vaults: Array.from({ length: vaults }, (_, vault) => ({ name: `vault ${vault}`, newPolicies })),
    families: Array.from({ length: vaults }, (_, vault) => ({ vault, name: `family ${vault}`, slots })),
    resources: [
      ...Array.from({ length: vaults }, (_, vault) => ({
        kind: 'machines' as const,
        name: `vault ${vault}`,
        capacity: together,
        span: 1,
      })),
      { kind: 'disks', name: 'account', capacity: disksTogether, span: 1 },
    ],
    vms: {
      count: vms.length,
      family: numbers(({ vault = 0 }) => vault),
      allowance: Int32Array.from(vms.keys()),
      allowances: vms.map(({ allowed = every }) => Uint16Array.from(allowed)),
      home: numbers(({ home = -1 }) => home),
      pinned: Uint8Array.from(vms, ({ isPinned = false }) => (isPinned ? 1 : 0)),
      duration: Uint16Array.from(vms, ({ duration = 1 }) => duration),
      use: {
        from: Int32Array.from({ length: vms.length + 1 }, (_, vm) => 2 * vm),
        resource: Int32Array.from(vms.flatMap(({ vault = 0 }) => [vault, vaults])),
        amount: Int32Array.from(vms.flatMap(({ disks = 0 }) => [1, disks])),
      },
    },
  }
}
