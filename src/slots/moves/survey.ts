import type { SlotProblem } from '../problem.js'
import { type Cover, coversOf, type Memberships, membershipsOf } from './covers.js'
import { bringHome, type Homecoming } from './homecoming.js'
import { priceCovers } from './prices.js'
import { findViolations } from './violations.js'

/** What is wrong when everybody is at home, and how few moves may do about it. */
export interface Survey extends Homecoming {
  readonly covers: readonly Cover[]
  readonly memberships: Memberships
  /** By cover: what a unit of it is worth, in VMs. */
  readonly prices: Float64Array
  /** VMs that at least have to leave, besides those that are forced to. */
  readonly leaving: number
}

export function surveyHomes(problem: SlotProblem): Survey {
  const homecoming = bringHome(problem)
  const covers = coversOf(findViolations(homecoming.fleet), homecoming.mayLeave)
  const memberships = membershipsOf(covers, problem.vms.count)
  const { prices, lowerBound } = priceCovers(covers, memberships)
  return { ...homecoming, covers, memberships, prices, leaving: lowerBound }
}
