import type { SlotProblem, SlotVms } from '../../src/slots/problem.js'
import { createDraw } from './draw.js'

/**
 * The fleet as nobody planned it: 70 % of the VMs sit at the three most popular starts of their vault's zone that their
 * window allows, the others anywhere in it. Every slot that is somebody's home exists already.
 */
export function messyHomes(problem: SlotProblem, { seed }: { seed: number }): SlotProblem {
  const draw = createDraw(seed)
  const { vms } = problem
  const home = Int32Array.from({ length: vms.count }, (_, vm) => {
    const allowed = vms.allowances[vms.allowance[vm] as number] ?? new Uint16Array()
    if (allowed.length === 0) return -1
    const popular = popularRanks(problem, vms.family[vm] as number, allowed)
    return draw.chance(0.7) ? draw.one(popular) : draw.one([...allowed])
  })
  return withHomes(problem, { ...vms, home })
}

/** The allowed slots at 22:00, 00:00 and 02:00 (10, 12 and 14 hours after noon), or the first one. */
function popularRanks({ families, time }: SlotProblem, family: number, allowed: Uint16Array): number[] {
  const ranks = [10, 12, 14].map((hours) => (hours * 60) / time.tickMinutes)
  const popular = [...allowed].filter((slot) => ranks.includes(families[family]?.slots[slot]?.rank ?? -1))
  return popular.length > 0 ? popular.slice(0, 3) : [allowed[0] as number]
}

/**
 * A planned fleet a while later: the VMs sit in `slots`, whose policies exist, and 1 % (at least one) has changed. Of
 * those, half are new and have no slot, a third have another window (that of another VM of the same family), and the
 * others have twice as many disks on an account (never more than half of what it takes).
 */
export function changeOnePercent(problem: SlotProblem, slots: Int32Array, { seed }: { seed: number }): SlotProblem {
  const draw = createDraw(seed)
  const { vms } = problem
  const home = slots.slice()
  const allowance = vms.allowance.slice()
  const amount = vms.use.amount.slice()
  const all = Array.from({ length: vms.count }, (_, vm) => vm)
  for (const vm of draw.shuffled(all).slice(0, Math.max(1, Math.round(vms.count / 100)))) {
    const event = draw.weighted([3, 2, 1])
    if (event === 0) home[vm] = -1
    if (event === 1) {
      const other = draw.whole(0, vms.count - 1)
      if (vms.family[other] === vms.family[vm]) allowance[vm] = vms.allowance[other] as number
    }
    if (event === 2) growDisks(problem, amount, vm)
  }
  return withHomes(problem, { ...vms, home, allowance, use: { ...vms.use, amount } })
}

function growDisks({ resources, vms: { use } }: SlotProblem, amount: Int32Array, vm: number): void {
  for (let i = use.from[vm] as number; i < (use.from[vm + 1] as number); i += 1) {
    const resource = resources[use.resource[i] as number]
    if (resource?.kind !== 'disks') continue
    const now = amount[i] as number
    amount[i] = Math.max(now, Math.min(now * 2, Math.floor(resource.capacity / 2)))
    return
  }
}

/** The same problem with those VMs; slots that are somebody's home have a policy, others have none. */
function withHomes(problem: SlotProblem, vms: SlotVms): SlotProblem {
  const used = problem.families.map(() => new Set<number>())
  for (let vm = 0; vm < vms.count; vm += 1) used[vms.family[vm] as number]?.add(vms.home[vm] as number)
  const families = problem.families.map((family, f) => ({
    ...family,
    slots: family.slots.map((slot, s) => (used[f]?.has(s) ? { ...slot, policies: 1 } : slot)),
  }))
  return { ...problem, families, vms }
}
