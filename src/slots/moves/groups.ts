import type { Cover, Memberships } from './covers.js'

/**
 * VMs that are in the same covers by the same amounts, so that a bound need not tell them apart. Group 0 is that of VMs
 * in no cover.
 */
export interface VmGroups extends Memberships {
  /** By VM. */
  readonly groupOf: Int32Array
  /** VMs of each group; none of them is counted in group 0. */
  readonly count: Int32Array
  /** The base cover that a group is in; -1: none. Its memberships are in other covers. */
  readonly base: Int32Array
}

/** Covers of which each VM is in one at most, with an amount of 1, of those that may be such: largest first. */
export function chooseBases(
  covers: readonly Cover[],
  machines: number,
  mayBe: (cover: Cover) => boolean = () => true,
): Uint8Array {
  const isBase = new Uint8Array(covers.length)
  const isTaken = new Uint8Array(machines)
  const bySize = covers.map((cover, c) => ({ cover, c })).sort((a, b) => sizeOf(b.cover) - sizeOf(a.cover) || a.c - b.c)
  for (const { cover, c } of bySize) {
    const { vms, amounts } = cover
    if (amounts.some((amount) => amount !== 1) || vms.some((vm) => isTaken[vm] === 1) || !mayBe(cover)) continue
    isBase[c] = 1
    for (const vm of vms) isTaken[vm] = 1
  }
  return isBase
}

const sizeOf = ({ vms }: Cover) => vms.length

export function groupVms({ from, cover, amount }: Memberships, isBase: Uint8Array): VmGroups {
  const known = new Map<string, number>()
  const groups: Group[] = [{ base: -1, cover: [], amount: [], count: 0 }]
  const groupOf = new Int32Array(from.length - 1)
  for (let vm = 0; vm < groupOf.length; vm += 1) {
    const [first, end] = [from[vm] as number, from[vm + 1] as number]
    if (first === end) continue
    const key = `${cover.subarray(first, end).join()}:${amount.subarray(first, end).join()}`
    const group = known.get(key) ?? groups.length
    groupOf[vm] = group
    known.set(key, group)
    groups[group] ??= createGroup(cover.subarray(first, end), amount.subarray(first, end), isBase)
    groups[group].count += 1
  }
  return { groupOf, ...toColumns(groups) }
}

interface Group {
  readonly base: number
  readonly cover: readonly number[]
  readonly amount: readonly number[]
  count: number
}

function createGroup(cover: Int32Array, amount: Int32Array, isBase: Uint8Array): Group {
  const isRelaxed = (_: number, i: number) => isBase[cover[i] as number] === 0
  const base = cover.find((c) => isBase[c] === 1) ?? -1
  return { base, cover: [...cover].filter(isRelaxed), amount: [...amount].filter(isRelaxed), count: 0 }
}

function toColumns(groups: readonly Group[]): Omit<VmGroups, 'groupOf'> {
  const from = new Int32Array(groups.length + 1)
  groups.forEach(({ cover }, g) => {
    from[g + 1] = (from[g] as number) + cover.length
  })
  return {
    count: Int32Array.from(groups, ({ count }) => count),
    base: Int32Array.from(groups, ({ base }) => base),
    from,
    cover: Int32Array.from(groups.flatMap(({ cover }) => cover)),
    amount: Int32Array.from(groups.flatMap(({ amount }) => amount)),
  }
}
