import type { SlotProblem } from '../../src/slots/problem.js'
import { createFleetBuilder } from './builder.js'
import { createDraw, type Draw } from './draw.js'

export interface PerfectOptions {
  readonly seed: number
  readonly vaults: number
  /** Starts, and so the fewest policies of each vault. */
  readonly starts: number
  readonly accounts: number
  /** Fewest and most disks of a VM on an account. */
  readonly disks: readonly [number, number]
  /** Share of VMs with disks on two accounts. */
  readonly twoAccounts?: number
  readonly homes?: 'none' | 'planted'
}

const FULL = 20

/**
 * Perfect packings: every account has exactly 20 disks at every start and every vault exactly as many VMs as it may, so
 * that there is no slack at all. The fewest policies are known: `starts` for each vault. Disks 4 to 9 are like the
 * triplets of bin packing: no small VM fills a gap. Each vault has accounts of its own, so each is a problem of its own.
 */
export function perfectFleet(options: PerfectOptions): SlotProblem[] {
  const { seed, vaults, starts, homes = 'none' } = options
  const draw = createDraw(seed)
  const builder = createFleetBuilder({ tickMinutes: 30, ticks: 48, regimes: 1 })
  const slots = Array.from({ length: starts }, (_, s) => ({
    starts: Uint16Array.of(s),
    rank: s,
    policies: 0,
    capacity: 100_000,
  }))
  const allowed = Uint16Array.from(slots, ({ rank }) => rank)
  for (let v = 0; v < vaults; v += 1) {
    const name = `rsv-${v}`
    const family = builder.addFamily({ vault: builder.addVault({ name, newPolicies: 200 }), name, slots })
    const nights = slots.map((_, s) => machinesOfStart(draw, options, s))
    const machines = builder.addResource({
      kind: 'machines',
      name: `vault ${name}`,
      capacity: nights[0]?.length ?? 0,
      span: 1,
    })
    const accounts = Array.from({ length: options.accounts }, (_, a) =>
      builder.addResource({ kind: 'disks', name: `account st${v}x${a}`, capacity: FULL, span: 1 }),
    )
    const vms = nights.flatMap((night, s) => night.map((uses) => ({ uses, planted: s })))
    for (const { uses, planted } of draw.shuffled(vms)) {
      const disks = uses.map((use, i) => (i % 2 === 0 ? (accounts[use] as number) : use))
      builder.addVm({ family, allowed, planted, duration: 1, uses: [machines, 1, ...disks] })
    }
  }
  return builder.build(homes)
}

/** The same number of VMs at every start, although accounts are cut into more or fewer VMs from start to start. */
function machinesOfStart(draw: Draw, options: PerfectOptions, start: number): number[][] {
  const { accounts, disks, twoAccounts = 0 } = options
  const [fewest, most] = disks[0] === 1 ? [8, 11] : [Math.ceil(FULL / disks[1]), Math.floor(FULL / disks[0]) - 1]
  const byAccount = Array.from({ length: accounts }, (_, a) => {
    const parts = fewest + (((a + start) % accounts) % (most - fewest + 1))
    return cutAccount(draw, parts, disks).map((amount) => [a, amount])
  })
  const vms = byAccount.flat()
  for (let pairs = Math.round((vms.length * twoAccounts) / (1 + twoAccounts)); pairs > 0; pairs -= 1) {
    const first = draw.one(vms.filter((vm) => vm.length === 2))
    const second = draw.one(vms.filter((vm) => vm.length === 2 && vm[0] !== first[0]))
    vms.splice(vms.indexOf(second), 1)
    first.push(...second)
  }
  return vms
}

/** 20 disks in so many parts, each within the limits. */
function cutAccount(draw: Draw, parts: number, [fewest, most]: readonly [number, number]): number[] {
  const cut = Array.from({ length: parts }, () => fewest)
  for (let left = FULL - fewest * parts; left > 0; left -= 1) {
    const open = cut.flatMap((amount, i) => (amount < most ? [i] : []))
    const at = draw.one(open)
    cut[at] = (cut[at] as number) + 1
  }
  return cut
}
