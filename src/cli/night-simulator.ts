import type { AppContext } from '../context.js'
import type { SimulateNights } from '../model/nights.js'

/** The mock as a simulator of nights, loaded when it is first asked to run some. */
export function nightSimulator({ clock, signal }: Pick<AppContext, 'clock' | 'signal'>): SimulateNights {
  return async (estate, options) => {
    const { simulateNights } = await import('../mock/simulate.js')
    return simulateNights(estate, options, { clock, signal })
  }
}
