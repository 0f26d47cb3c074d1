import { tierOf } from '../config/tiers.js'
import type { AppContext } from '../context.js'
import { notFoundError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import { readText } from '../core/read-text.js'
import { machinesInScope } from '../fleet/select.js'
import type { DrillRecord } from '../model/drill.js'
import type { Change } from '../model/plan.js'
import type { ItemSubject } from '../protection/select-items.js'
import { selectItems } from '../protection/select-items.js'
import { planRestores } from '../restore/plan.js'
import { refusalOf } from '../restore/restore.js'
import { surveySecondary } from '../restore/secondary.js'
import { type RestoreTarget, surveyTargets } from '../restore/survey.js'
import { count } from '../view/format.js'
import type { DrillInput } from './input.js'
import type { DrillTask } from './one.js'
import { type DrillPlace, designPlace, drillName, placesOf, SUBNET } from './place.js'
import { sampleMachines } from './sample.js'

/** A drill as it was decided. */
export interface DrillPlan {
  readonly place: DrillPlace
  readonly tasks: readonly DrillTask[]
  /** VMs that cannot be practised on, and why. */
  readonly refused: readonly {
    readonly id: string
    readonly name: string
    readonly tier: string
    readonly reason: string
  }[]
  readonly changes: readonly Change[]
}

/** Reads, samples and decides; nothing is made. */
export async function planDrill(
  ctx: AppContext,
  input: DrillInput,
  history: readonly DrillRecord[],
): Promise<DrillPlan> {
  const targets = await chooseTargets(ctx, input, history)
  const tiers = await tiersOf(ctx, targets)
  const fit = targets.filter(({ region }) => region !== null)
  const place = designPlace(drillName(ctx.clock.now()), {
    subscriptionId: ctx.session.subscriptionId(),
    regions: fit.map(({ region }) => region ?? ''),
  })
  const places = placesOf(place)
  const steps = planRestores(targets, {
    mode: 'vm',
    places,
    candidates: { accounts: places.accounts, loads: new Map() },
    newMachine: { name: '{vm}', subnet: SUBNET },
  })
  const { service, tcp } = input
  const script = input.script === undefined ? undefined : await readScript(input.script)
  const tierNamed = (id: string) => tiers.get(nameKey(id)) ?? { name: '', rtoMs: null }
  const tasks = steps.flatMap(({ task }): DrillTask[] => {
    if (task === null) return []
    const { name: tier, rtoMs } = tierNamed(task.id)
    return [{ restore: task, tier, rtoMs, probes: { service, tcp, script } }]
  })
  const refused = steps.flatMap((step) => {
    if (step.task !== null) return []
    const { id, name } = step.target.subject
    return [{ id, name, tier: tierNamed(id).name, reason: refusalOf(step).message }]
  })
  return { place, tasks, refused, changes: changesOf(place, tasks) }
}

async function chooseTargets(
  ctx: AppContext,
  input: DrillInput,
  history: readonly DrillRecord[],
): Promise<RestoreTarget[]> {
  const { sample, seed = 1 } = input
  const draw = async <T extends { readonly subject: ItemSubject }>(rows: readonly T[]): Promise<T[]> => {
    if (sample === undefined) return [...rows]
    const tiers = await tiersOf(ctx, rows)
    const lastOf = lastDrills(history)
    const candidates = rows.map((row) => {
      const { id } = row.subject
      return { id, tier: tiers.get(nameKey(id))?.name ?? '', drilledAt: lastOf.get(nameKey(id)) ?? null, row }
    })
    return sampleMachines(candidates, { count: sample, seed }).map(({ row }) => row)
  }
  const common = { ...input, mode: 'vm' } as const
  if (input.crossRegion) return draw(await surveySecondary(ctx, common))
  const subjects = (await selectItems(ctx, input)).map((subject) => ({ subject }))
  // Points are read for those that were drawn only.
  const vm = (await draw(subjects)).map(({ subject }) => subject.id)
  return surveyTargets(ctx, { ...common, vm, tag: undefined, all: undefined, shard: undefined, stdin: undefined })
}

/** When a drill of each VM last ended, by {@link nameKey} of its id. */
function lastDrills(history: readonly DrillRecord[]): Map<string, string> {
  const rows = history.flatMap(({ machines, endedAt }) =>
    machines.flatMap(({ id, verdict }) => (verdict === 'notRun' ? [] : [[nameKey(id), endedAt] as const])),
  )
  return new Map(rows)
}

/** Tiers by {@link nameKey} of the VM's id. A VM that is gone has no tags: rules by its name and group hold. */
async function tiersOf(ctx: AppContext, rows: readonly { readonly subject: ItemSubject }[]) {
  const machines = new Map((await machinesInScope(ctx)).map((machine) => [nameKey(machine.id), machine]))
  return new Map(
    rows.map(({ subject }) => {
      const machine = machines.get(nameKey(subject.id)) ?? { ...subject, tags: {} }
      return [nameKey(subject.id), tierOf(machine, ctx.settings).tier] as const
    }),
  )
}

/** Everything is deleted again at the end, so all of it is reversible. */
function changesOf({ group, networks, accounts }: DrillPlace, tasks: readonly DrillTask[]): Change[] {
  if (tasks.length === 0) return []
  const step = { action: 'create', gate: 'reversible' } as const
  const inside = `${count(networks.length, 'closed network')}, ${count(accounts.length, 'storage account')}`
  return [
    {
      ...step,
      kind: 'resource group',
      name: group.name,
      reason: `for this drill alone, with ${inside}; deleted at the end`,
    },
    ...tasks.map(({ restore, tier }) => ({
      ...step,
      kind: 'VM from',
      name: restore.name,
      reason: `tier ${tier}, point of ${restore.point.time}; runs until the end of the drill`,
    })),
  ]
}

function readScript(file: string): Promise<string> {
  return readText(file, (why) =>
    notFoundError('SCRIPT_UNREADABLE', `The script '${file}' cannot be read: ${why}.`, ['Check the path of --script.']),
  )
}
