import type { ProtectionChange } from '../azure/protection.js'
import type { AppContext } from '../context.js'
import { nameKey } from '../core/names.js'
import type { RunJournal } from '../fleet/journal.js'
import { runFleet, withoutInterrupt } from '../fleet/run.js'
import type { ItemRef, ProtectedItem } from '../model/item.js'
import { outcomesBefore, settleIdle } from './journaled.js'
import { isPending, type ProtectionStep, refOf, type StepDone, type StepOutcome, throwOnlyRefusal } from './steps.js'
import { readBack, undone, verified } from './verify.js'

export interface StepTarget {
  readonly ref: ItemRef
  readonly inFleet: boolean
}

export interface StepWork<S> {
  /** One VM was asked for: what stands in its way is the error of the run. */
  readonly alone: boolean
  readonly apply: (ctx: AppContext, step: S, target: StepTarget) => Promise<ProtectionChange>
  /** How the item differs from what was asked, as the end of a sentence; null when it does not. */
  readonly difference: (step: S, item: ProtectedItem | null) => string | null
  readonly journal: RunJournal | undefined
}

/**
 * Does the pending steps and reads the items back: an operation that succeeded is not yet a VM protected as it was
 * asked. Outcomes go by {@link nameKey} of the VM's id.
 */
export async function runSteps<S extends ProtectionStep>(
  ctx: AppContext,
  steps: readonly S[],
  work: StepWork<S>,
): Promise<ReadonlyMap<string, StepOutcome>> {
  throwOnlyRefusal(steps, work.alone)
  const { journal } = work
  if (journal) settleIdle(journal, steps)
  const pending = steps.filter(isPending).flatMap((step) => {
    const ref = refOf(step)
    return ref === null ? [] : [{ step, ref }]
  })
  const before = new Map(outcomesBefore(journal))
  const outcomes = await runFleet(ctx, {
    items: pending,
    alone: work.alone,
    journal: journal && { of: journal, key: ({ step }) => nameKey(step.target.id) },
    name: ({ step }) => step.target.name,
    work: async ({ step, ref }, steady) => {
      const { jobId } = await work.apply(steady, step, { ref, inFleet: !work.alone })
      const value: StepDone = { jobId, action: step.action, item: null }
      return { status: 'done', value, message: step.change.reason }
    },
  })
  const done = pending.filter((_, i) => outcomes[i]?.status === 'done')
  const refs = done.map(({ ref }) => ref)
  const items = await readBack(withoutInterrupt(ctx), refs)
  return new Map([
    ...before,
    ...outcomes.flatMap((outcome, i) => {
      const step = pending[i]?.step
      if (step === undefined) return []
      const key = nameKey(step.target.id)
      const item = items.get(key) ?? null
      const value = outcome.value && { ...outcome.value, item }
      const judge = before.has(key) ? undone : verified
      return [[key, { ...judge(outcome, work.difference(step, item)), value }] as const]
    }),
  ])
}
