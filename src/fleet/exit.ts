import { EXIT_CODES, fleetExitCode } from '../core/exit-codes.js'

/** A write on many VMs, as its command gives it back. */
interface FleetWrite {
  readonly applied: boolean
  readonly machines: readonly { readonly status: string; readonly exitCode: number }[]
}

/** The exit code of a write on many VMs; with `detailed`, 10 for a dry run that would change something. */
export function writeExitCode(result: FleetWrite, detailed = false): number {
  const code = fleetExitCode(result.machines.map((row) => row.exitCode))
  const pending = !result.applied && result.machines.some((row) => row.status === 'planned')
  return code === EXIT_CODES.done && detailed && pending ? EXIT_CODES.findings : code
}
