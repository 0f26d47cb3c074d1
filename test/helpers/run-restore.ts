import type { RestoreResult } from '../../src/restore/restore.js'
import type { RestoreWorld } from './restore-world.js'
import { type CommandClass, runForJson } from './run-command.js'

/** A verb that restores, with --json, and what it told: no rows when it threw. */
export async function runRestore(verb: CommandClass, { mock }: Pick<RestoreWorld, 'mock'>, argv: readonly string[]) {
  const run = await runForJson<RestoreResult | undefined>(verb, argv, { mock })
  return { ...run, rows: run.result?.machines ?? [] }
}
