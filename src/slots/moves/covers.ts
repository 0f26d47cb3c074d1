import type { Violation } from './violations.js'

/** Of these VMs so many have to leave that their amounts add up to the need. */
export interface Cover {
  readonly need: number
  readonly vms: Int32Array
  readonly amounts: Int32Array
}

/**
 * What has to leave each limit that does not hold. VMs that stay in any case cure nothing; one that alone is enough cures
 * no more than is needed.
 */
export function coversOf(violations: readonly Violation[], mayLeave: Uint8Array): Cover[] {
  return violations.map(({ excess, vms, amounts }) => {
    const theirs = amounts.filter((_, i) => mayLeave[vms[i] as number])
    const need = Math.min(
      excess,
      theirs.reduce((sum, amount) => sum + amount, 0),
    )
    return { need, vms: vms.filter((vm) => mayLeave[vm]), amounts: theirs.map((amount) => Math.min(amount, need)) }
  })
}

/** VMs that are in the same covers by the same amounts, so that a bound need not tell them apart. */
export interface VmGroups {
  readonly count: Int32Array
  /** The base cover that a group is in; -1: none. */
  readonly base: Int32Array
  /** Group g is in cover `cover[i]`, which is no base, by `amount[i]` for i from `from[g]` to before `from[g + 1]`. */
  readonly from: Int32Array
  readonly cover: Int32Array
  readonly amount: Int32Array
}

/** Covers of which each VM is in one at most, and with an amount of 1: largest first. 1: is such a base. */
export function chooseBases(covers: readonly Cover[]): Uint8Array {
  const isBase = new Uint8Array(covers.length)
  const taken = new Set<number>()
  const order = covers.map((_, c) => c).sort((a, b) => sizeOf(covers, b) - sizeOf(covers, a) || a - b)
  for (const c of order) {
    const { vms, amounts } = covers[c] as Cover
    if (amounts.some((amount) => amount !== 1) || vms.some((vm) => taken.has(vm))) continue
    isBase[c] = 1
    for (const vm of vms) taken.add(vm)
  }
  return isBase
}

const sizeOf = (covers: readonly Cover[], c: number) => covers[c]?.vms.length as number

export function groupVms(covers: readonly Cover[], isBase: Uint8Array): VmGroups {
  const byVm = new Map<number, { base: number; list: number[] }>()
  covers.forEach(({ vms, amounts }, c) => {
    vms.forEach((vm, i) => {
      const entry = byVm.get(vm) ?? { base: -1, list: [] }
      if (isBase[c]) entry.base = c
      else entry.list.push(c, amounts[i] as number)
      byVm.set(vm, entry)
    })
  })
  const groups = new Map<string, { base: number; list: number[]; count: number }>()
  for (const { base, list } of byVm.values()) {
    const key = `${base}:${list.join()}`
    const group = groups.get(key)
    if (group) group.count += 1
    else groups.set(key, { base, list, count: 1 })
  }
  return toColumns([...groups.values()])
}

function toColumns(groups: readonly { base: number; list: readonly number[]; count: number }[]): VmGroups {
  const from = new Int32Array(groups.length + 1)
  groups.forEach(({ list }, g) => {
    from[g + 1] = (from[g] as number) + list.length / 2
  })
  const flat = groups.flatMap(({ list }) => list)
  return {
    count: Int32Array.from(groups, ({ count }) => count),
    base: Int32Array.from(groups, ({ base }) => base),
    from,
    cover: Int32Array.from(flat.filter((_, i) => i % 2 === 0)),
    amount: Int32Array.from(flat.filter((_, i) => i % 2 === 1)),
  }
}
