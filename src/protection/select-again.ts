import type { AppContext } from '../context.js'
import { adoptOpen, selectAgain } from '../fleet/adopt.js'
import { resumedInput } from '../fleet/resume-input.js'
import type { SelectorInput } from '../fleet/selector.js'
import type { RunDoor } from '../fleet/with-run.js'
import { findChange } from './journaled.js'
import { type ItemSubject, selectItems } from './select-items.js'

/** The VMs that a command line means, or those of the run that it goes on with, once it is known what became of each. */
export async function selectOrResume<I extends SelectorInput & { readonly vault?: string | undefined }>(
  ctx: AppContext,
  typed: I,
  { resumed }: RunDoor,
): Promise<{ readonly input: I; readonly subjects: readonly ItemSubject[] }> {
  if (resumed === undefined) return { input: typed, subjects: await selectItems(ctx, typed) }
  const input = resumedInput(resumed, typed)
  await adoptOpen(ctx, resumed, (item) => findChange(ctx, item))
  return { input, subjects: await selectAgain(ctx, resumed, (vm) => selectItems(ctx, { ...input, vm })) }
}
