import type { RestoreResult } from '../../src/restore/restore.js'
import type { RestoreWorld } from './restore-world.js'
import { runAzbk } from './run-command.js'

/** A verb that restores, with --json, and what it told: no rows when it threw. */
export async function runRestore(
  verb: Parameters<typeof runAzbk>[0],
  { mock }: Pick<RestoreWorld, 'mock'>,
  argv: readonly string[],
) {
  const run = await runAzbk(verb, [...argv, '--json'], { mock })
  const { result, error, warnings } = run.json<RestoreResult | undefined>()
  return { ...run, result, error, warnings, rows: result?.machines ?? [] }
}
