import { EXIT_CODES, fleetExitCode } from '../core/exit-codes.js'
import { isStop, isWait } from '../fleet/stop.js'
import type { Finding } from '../model/finding.js'
import { type Change, pendingChanges } from '../model/plan.js'

/** A write as its command gives it back; with `machines` when it is one on many VMs. */
interface Written {
  readonly applied: boolean
  readonly changes: readonly Change[]
  readonly machines?: readonly { readonly exitCode: number; readonly code?: string | null }[]
}

/** The code of the VMs of a write; 10 when --dry-run found something to change and --detailed-exit-code asks to be told so. */
export function writeExitCode(
  { applied, changes, machines = [] }: Written,
  flags: { readonly 'detailed-exit-code'?: boolean },
): number {
  const code = isQuotaStop(machines) ? EXIT_CODES.throttled : codeOf(machines)
  const isPending = !applied && pendingChanges({ changes }).length > 0
  return code === EXIT_CODES.done && isPending && flags['detailed-exit-code'] ? EXIT_CODES.findings : code
}

/** Items whose turn comes later say so only where all others are done. */
function codeOf(machines: NonNullable<Written['machines']>): number {
  const rest = fleetExitCode(machines.filter(({ code = null }) => !isWait({ code })).map(({ exitCode }) => exitCode))
  const isWaiting = machines.some(({ code = null }) => isWait({ code }))
  return isWaiting && rest === EXIT_CODES.done ? EXIT_CODES.stillRunning : rest
}

/** A quota ended the run: it is not partly done but to be gone on with. */
function isQuotaStop(machines: NonNullable<Written['machines']>): boolean {
  return machines.some(({ code = null, exitCode }) => isStop({ code }) && exitCode === EXIT_CODES.throttled)
}

/** What went wrong with each VM of a write, for a pipeline system to show: the run itself may have gone well. */
export function writeFindings({
  machines,
}: {
  readonly machines: readonly { readonly name: string; readonly exitCode: number; readonly message: string | null }[]
}): Finding[] {
  const failed = machines.filter(({ exitCode }) => exitCode !== EXIT_CODES.done)
  return failed.map(({ name, message }) => ({ severity: 'error', message: `${name}: ${message ?? 'failed'}` }))
}
