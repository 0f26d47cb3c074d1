import type { SlotProblem } from '../problem.js'
import { kindsByVault } from './kinds.js'
import { peaksOf, workOf } from './peak-of.js'
import { createScales } from './scales.js'
import { bestWeights, wholeBound } from './weights.js'

export const PEAK_ARGUMENT = 'work that windows crowd together'

export interface PeakBound {
  readonly lowerBound: number
  /** The argument, in a phrase. */
  readonly bound: string
}

export interface PeakBoundOptions {
  /** A good plan tells where to look, and when to stop: where its peak is reached, nothing better is to be found. */
  readonly plan?: Int32Array
  /** How long to search, as a factor of the usual number of rounds. */
  readonly effort?: number
}

/**
 * A peak that no plan can do without, summed over vaults. For any weights w >= 0 of cells that add up to 1, a vault's
 * peak is at least sum over cells of w(c) * VMs at work in c, since no cell has more than the peak; and each VM adds at
 * least what it adds from the allowed slot where that is least. So
 * peak >= ceil(sum over VMs of min over allowed slots of the weight of the cells that it covers). Equal weights on the
 * whole circle make it the total work over the period, equal weights on an interval the energy bound of that interval;
 * the best weights make it the bound of the linear programme in which VMs may be cut in parts. Weekly and hourly starts
 * and all regimes are sets of cells like any other, so that the argument holds for them as it stands.
 */
export function peakBound(problem: SlotProblem, { plan, effort = 1 }: PeakBoundOptions = {}): PeakBound {
  const cells = problem.time.ticks * problem.time.regimes
  const work = plan && workOf(problem, plan)
  const peaks = plan && peaksOf(problem, plan)
  let lowerBound = 0
  kindsByVault(problem).forEach((kinds, vault) => {
    const value = bestWeights(createScales(kinds, problem), {
      effort,
      ...(work &&
        peaks && { plan: { work: work.subarray(vault * cells, (vault + 1) * cells), peak: peaks[vault] as number } }),
    })
    lowerBound += wholeBound(value)
  })
  return { lowerBound, bound: PEAK_ARGUMENT }
}
