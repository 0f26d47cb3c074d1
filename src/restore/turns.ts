import { nameKey } from '../core/names.js'
import { estimateAfter, type RestoreEstimate } from './estimate.js'
import type { RestoreStep } from './plan.js'

/** The steps as they are, with the time that each waits for those that go through its staging account before it. */
export function inTurn(steps: readonly RestoreStep[]): RestoreStep[] {
  const ends = new Map<string, RestoreEstimate | null>()
  const waited = new Map<RestoreStep, RestoreStep>()
  for (const step of [...steps].sort((a, b) => waveOf(a) - waveOf(b))) {
    if (step.task === null) continue
    const lane = nameKey(step.task.order.stagingAccountId)
    const before = ends.get(lane)
    const estimate = before === undefined ? step.estimate : estimateAfter(before, step.estimate)
    ends.set(lane, estimate)
    waited.set(step, { ...step, estimate })
  }
  return steps.map((step) => waited.get(step) ?? step)
}

function waveOf({ task }: RestoreStep): number {
  return task?.staging.wave ?? 0
}
