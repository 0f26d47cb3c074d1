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

/** VM v is in cover `cover[i]` by `amount[i]` for i from `from[v]` to before `from[v + 1]`, in the order of the covers. */
export interface Memberships {
  readonly from: Int32Array
  readonly cover: Int32Array
  readonly amount: Int32Array
}

/** `machines`: how many VMs there are. */
export function membershipsOf(covers: readonly Cover[], machines: number): Memberships {
  const from = new Int32Array(machines + 1)
  for (const { vms } of covers) for (const vm of vms) from[vm + 1] = (from[vm + 1] as number) + 1
  for (let vm = 0; vm < machines; vm += 1) from[vm + 1] = (from[vm + 1] as number) + (from[vm] as number)
  const next = from.slice()
  const cover = new Int32Array(from[machines] as number)
  const amount = new Int32Array(from[machines] as number)
  covers.forEach(({ vms, amounts }, c) => {
    vms.forEach((vm, i) => {
      const at = next[vm] as number
      next[vm] = at + 1
      cover[at] = c
      amount[at] = amounts[i] as number
    })
  })
  return { from, cover, amount }
}
