import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import DrillRun from '../../commands/drill/run.js'
import type { DrillRunResult } from '../../src/drills/run.js'
import { createRestoreWorld, type RestoreWorld, type RestoreWorldOptions } from './restore-world.js'
import { type RunOptions, type RunResult, runForJson } from './run-command.js'
import { folderWith } from './temp-folder.js'

/** A restore world with a folder for journals and one for evidence. */
export interface DrillWorld extends RestoreWorld {
  readonly journals: string
  readonly evidence: string
  drill(argv: readonly string[], options?: RunOptions): Promise<Drilled>
  /** Names of the resource groups. */
  groups(): string[]
}

type Drilled = RunResult & DrillRunResult & { readonly error: { code: string } | undefined }

export async function createDrillWorld(options: RestoreWorldOptions = {}): Promise<DrillWorld> {
  const world = createRestoreWorld(options)
  const folder = await folderWith()
  const [journals, evidence] = [join(folder, 'runs'), join(folder, 'drills')]
  mkdirSync(journals)
  return {
    ...world,
    journals,
    evidence,
    drill: async (argv, more = {}) => {
      const own = [...argv, '--journal', journals, '--evidence', evidence]
      const run = await runForJson<DrillRunResult | undefined>(DrillRun, own, { mock: world.mock, ...more })
      return { ...run, ...run.result } as Drilled
    },
    groups: () =>
      world
        .get<{ value: { name: string }[] }>(`/subscriptions/${world.subscriptionId}/resourcegroups`)
        .value.map(({ name }) => name),
  }
}
