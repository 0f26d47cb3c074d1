import { EXIT_CODES } from '../core/exit-codes.js'
import { type Change, pendingChanges } from '../model/plan.js'

/** 10 when --dry-run found something to change and --detailed-exit-code asks to be told so; else 0. */
export function writeExitCode(
  outcome: { readonly applied: boolean; readonly changes: readonly Change[] },
  flags: { readonly 'detailed-exit-code'?: boolean },
): number {
  const isPending = !outcome.applied && pendingChanges(outcome).length > 0
  return isPending && flags['detailed-exit-code'] ? EXIT_CODES.findings : EXIT_CODES.done
}
