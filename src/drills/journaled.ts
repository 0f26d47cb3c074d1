import { nameKey } from '../core/names.js'
import type { RunJournal } from '../fleet/journal.js'
import type { ItemLine, JsonObject } from '../fleet/journal-lines.js'
import { noError } from '../fleet/run.js'
import type { DrilledMachine } from '../model/drill.js'
import type { ProbeWish } from './input.js'
import { type DrillTask, NOTHING_DONE } from './one.js'
import type { DrillPlace } from './place.js'
import type { DrillPlan, RefusedMachine } from './plan.js'

/** What was decided when a drill began, as its journal keeps it. */
export interface DecidedDrill {
  readonly place: DrillPlace
  readonly probes: ProbeWish
  readonly tasks: readonly DrillTask[]
  readonly refused: readonly DrilledMachine[]
}

/** The group of the drill is an item of the run, too: it is not done before it is gone. */
const PLACE = 'place'

export function decide({ place, tasks, refused }: DrillPlan, probes: ProbeWish): DecidedDrill {
  return { place, probes, tasks, refused: refused.map(refusedRecord) }
}

function refusedRecord({ id, name, tier, reason }: RefusedMachine): DrilledMachine {
  return { ...NOTHING_DONE, id, name, tier, verdict: 'failed', reason, point: null, rtoMs: null }
}

/** What the journal is begun with. */
export function journalOf({ place, probes, tasks, refused }: DecidedDrill): {
  readonly facts: JsonObject
  readonly items: Omit<ItemLine, 'type'>[]
} {
  const line = (id: string, name: string, plan: object) => ({ item: nameKey(id), name, plan: plan as JsonObject })
  const items = [
    ...tasks.map((task) => line(task.restore.id, task.restore.name, { task })),
    ...refused.map((record) => ({
      ...line(record.id, record.name, { refused: record }),
      outcome: { name: record.name, status: 'done' as const, value: null, ...noError(record.reason) },
    })),
    line(PLACE, place.group.name, {}),
  ]
  return { facts: { place, probes } as unknown as JsonObject, items }
}

/** The same, read back. */
export function decidedOf(journal: RunJournal): DecidedDrill {
  const { place, probes } = journal.facts as unknown as Pick<DecidedDrill, 'place' | 'probes'>
  const plans = journal.items().map(({ plan }) => plan as unknown as { task?: DrillTask; refused?: DrilledMachine })
  return {
    place,
    probes,
    tasks: plans.flatMap(({ task }) => task ?? []),
    refused: plans.flatMap(({ refused }) => refused ?? []),
  }
}

/** Whether something is left to be restored, for which the place is needed. */
export function hasWork({ tasks }: DecidedDrill, journal: RunJournal | undefined): boolean {
  return tasks.some(({ restore }) => journal?.item(nameKey(restore.id))?.state !== 'done')
}

export function intendPlace(journal: RunJournal | undefined): void {
  journal?.intend(PLACE)
}

/** After the evidence is written: nothing is left to do then. */
export function settlePlace(journal: RunJournal | undefined, { group }: DrillPlace): void {
  journal?.settle(PLACE, { name: group.name, status: 'done', value: null, ...noError('deleted') })
}
