import type { AppContext } from '../../context.js'
import { distinctBy } from '../../core/group.js'
import { nameKey } from '../../core/names.js'
import type { RunItem, RunRecord } from '../../fleet/journal-lines.js'
import { readRuns, runFolder } from '../../fleet/run-folder.js'
import { placeOf } from '../../fleet/run-place.js'
import type { RunInput } from '../../fleet/start-run.js'
import type { Policy } from '../../model/policy.js'
import { dayOf } from './policy-budget.js'

/**
 * Policy writes of today by vault, as far as journals tell of them: those of the state folder and of the one that was
 * named. No API lists the writes of others.
 */
export function knownWrites(ctx: AppContext, { journal }: RunInput): ReadonlyMap<string, number> {
  const folders = new Set([runFolder(ctx.settings), runFolder(ctx.settings, journal)])
  const records = [...folders].flatMap((folder) => readRuns(folder).runs)
  const { endpoint, mock } = placeOf(ctx)
  const today = dayOf(ctx.clock)
  const counts = new Map<string, number>()
  for (const record of distinctBy(records, ({ header }) => header.run)) {
    const { place } = record.header
    if (place.endpoint !== endpoint || place.mock !== mock) continue
    for (const vault of writesOf(record, today)) counts.set(vault, (counts.get(vault) ?? 0) + 1)
  }
  return counts
}

/** The vaults of a run's policy writes, one for each. */
function writesOf({ header, items }: RunRecord, today: string): string[] {
  const made = [...items.values()].filter((item) => isWrite(item) && item.lastAt?.startsWith(today))
  // `protect` makes its policies when it begins.
  const first = header.startedAt.startsWith(today)
    ? ((header.facts.policies ?? []) as unknown as readonly Policy[])
    : []
  return [...made.map(({ plan }) => plan.vault as string), ...first.map(({ vaultId }) => vaultId)].map(nameKey)
}

function isWrite({ plan, state }: RunItem): boolean {
  return plan.action === 'make policy' && state !== 'notStarted'
}
