import type { Extra } from './leaving.js'

const MARGIN = 1e-6

/** What weights prove for a vault when nobody leaves home at a cost, and what could leave at one. */
export interface Proven {
  readonly value: number
  readonly extras: readonly Extra[]
}

/**
 * The sum of the peaks of vaults, each a whole number, when VMs that leave at a cost may lower them: the cheapest units
 * first, until the slack is used up. Costs of the units of a vault only grow, so that no other choice takes off more.
 */
export function boundWithSlack(vaults: readonly Proven[], slack: number): number {
  const costs = vaults.flatMap(unitCosts).sort((a, b) => a - b)
  let left = slack + MARGIN
  let lowered = 0
  for (; lowered < costs.length && (costs[lowered] as number) <= left; lowered += 1) left -= costs[lowered] as number
  return vaults.reduce((sum, { value }) => sum + wholeBound(value), 0) - lowered
}

/** The least whole number that is no less, but for rounding. */
export function wholeBound(value: number): number {
  return Math.ceil(value - MARGIN)
}

/** What it costs to lower the bound of a vault by one, by one more, and so on. */
function unitCosts({ value, extras }: Proven): number[] {
  const sorted = [...extras].sort((a, b) => a.cost / a.saving - b.cost / b.saving)
  const costs: number[] = []
  let wanted = Math.max(MARGIN, value - wholeBound(value) + 1 - MARGIN)
  let cost = 0
  for (const extra of sorted) {
    let weight = extra.count * extra.saving
    while (weight >= wanted) {
      costs.push(cost + (wanted * extra.cost) / extra.saving)
      weight -= wanted
      wanted = 1
      cost = 0
    }
    wanted -= weight
    cost += (weight * extra.cost) / extra.saving
  }
  return costs
}
