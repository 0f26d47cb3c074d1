import type { Tier } from '../config/settings.js'
import { tierOf } from '../config/tiers.js'
import type { AppContext } from '../context.js'
import { compareTexts, nameKey } from '../core/names.js'
import { machinesInScope } from '../fleet/select.js'
import type { DrillRecord } from '../model/drill.js'
import { type ItemSubject, lookUpItems } from '../protection/select-items.js'
import { surveySecondary } from '../restore/secondary.js'
import { isUnknown, type RestoreTarget, surveyTargets } from '../restore/survey.js'
import type { DrillInput } from './input.js'
import { sampleMachines } from './sample.js'

/** Tells the tier of a VM. */
export type Tiers = (subject: Pick<ItemSubject, 'id' | 'name' | 'resourceGroup'>) => Tier

/** A VM that is gone has no tags: rules by its name and group hold. */
export async function readTiers(ctx: AppContext): Promise<Tiers> {
  const machines = new Map((await machinesInScope(ctx)).map((machine) => [nameKey(machine.id), machine]))
  return (subject) => tierOf(machines.get(nameKey(subject.id)) ?? { ...subject, tags: {} }, ctx.settings).tier
}

/** The VMs to practise on, all that are selected or a sample of them, with all that is known of them. */
export async function chooseTargets(
  ctx: AppContext,
  input: DrillInput,
  { tiers, history }: { readonly tiers: Tiers; readonly history: readonly DrillRecord[] },
): Promise<RestoreTarget[]> {
  const { sample, seed = 1 } = input
  const drilledAt = lastDrills(history)
  const draw = <T extends { readonly subject: ItemSubject }>(rows: readonly T[]): T[] => {
    if (sample === undefined) return [...rows]
    // A VM that is named and not protected is told; a sample is drawn of those that have something to restore.
    const backedUp = rows.filter(({ subject }) => subject.items.length > 0)
    const candidates = (backedUp.length > 0 ? backedUp : rows).map((row) => ({
      id: row.subject.id,
      tier: tiers(row.subject).name,
      drilledAt: drilledAt.get(nameKey(row.subject.id)) ?? null,
      row,
    }))
    return sampleMachines(candidates, { count: sample, seed }).map(({ row }) => row)
  }
  const common = { ...input, mode: 'vm' } as const
  if (input.crossRegion) {
    const targets = await surveySecondary(ctx, common)
    return [...draw(targets.filter((target) => !isUnknown(target))), ...targets.filter(isUnknown)]
  }
  // Points are read of those that were drawn only.
  const { found, unknown } = await lookUpItems(ctx, input)
  const drawn = draw(found.map((subject) => ({ subject }))).map(({ subject }) => subject.id)
  const vm = [...drawn, ...unknown.map(({ text }) => text)]
  return surveyTargets(ctx, { ...common, vm, tag: undefined, all: undefined, shard: undefined, stdin: undefined })
}

/** When a drill of each VM last ended, by {@link nameKey} of its id; those that were not begun do not count. */
function lastDrills(history: readonly DrillRecord[]): Map<string, string> {
  const inTurn = [...history].sort((a, b) => compareTexts(a.endedAt, b.endedAt))
  const rows = inTurn.flatMap(({ machines, endedAt }) =>
    machines.flatMap(({ id, verdict }) => (verdict === 'notRun' ? [] : [[nameKey(id), endedAt] as const])),
  )
  return new Map(rows)
}
