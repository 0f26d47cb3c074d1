import type { AppContext } from '../context.js'
import { type Instant, timeAfter } from '../core/clock.js'
import { notFoundError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import type { SimulateNights } from '../model/nights.js'
import type { StaggerFinding } from '../slots/findings.js'
import { LIMITS_PROFILES, type LimitsProfileName } from '../slots/limit-profiles.js'
import type { LimitsProfile } from '../slots/limits.js'
import { OBJECTIVES, type Objective } from '../slots/objective.js'
import { readEstate } from './estate.js'
import { type EstateReading, readInventory } from './inventory.js'
import { makePlan } from './make-plan.js'
import type { StaggerPlan } from './plan-file.js'
import { readPlan } from './read-plan.js'
import { refuseTooMuch, requireFit } from './simulate-check.js'
import { estateAfter, type NumberedEstate, numberEstate } from './simulate-estate.js'
import { measureNights, type SimulatedNights } from './simulate-measure.js'

export interface SimulateInput {
  /** The estate of a file; undefined: that of Azure. */
  readonly inventory: string | undefined
  /** Vaults of Azure: names, `group/name` or ids; undefined: all. */
  readonly vaults: readonly string[] | undefined
  /** A saved plan; undefined: the plan that `stagger plan` would make. */
  readonly plan: string | undefined
  readonly nights: number
  readonly seed: number
  /** Without a plan, that names its own. */
  readonly profile: LimitsProfileName
  readonly objective: Objective
}

export interface SimulateStaggerResult {
  /** When the first night begins: noon UTC, so that a night is whole. */
  readonly from: Instant
  readonly nights: number
  readonly seed: number
  readonly plan: { readonly moves: number; readonly policies: number; readonly days: number }
  readonly limits: LimitsProfile
  /** With the policies that VMs have. */
  readonly before: SimulatedNights
  /** With those that the plan gives them, once all of it is done. */
  readonly after: SimulatedNights
  /** VMs that no readable policy backs up: they are in no night. */
  readonly idle: { readonly before: number; readonly after: number }
  readonly findings: readonly StaggerFinding[]
}

/** What the command line offers. */
export const PROFILE_NAMES = Object.keys(LIMITS_PROFILES) as LimitsProfileName[]
export const STAGGER_OBJECTIVES = OBJECTIVES

/** 3 when part of the estate could not be read: then the nights are not the whole truth. */
export function simulateExitCode({ findings }: SimulateStaggerResult): number {
  return findings.some(({ code }) => code === 'SCOPE_UNREAD') ? EXIT_CODES.partlyDone : EXIT_CODES.done
}

/** Runs the nights of an estate in the mock, as it is and as a plan would have it. */
export async function simulateStagger(
  ctx: AppContext,
  input: SimulateInput,
  simulate: SimulateNights,
): Promise<SimulateStaggerResult> {
  const reading = await readEstateOf(ctx, input)
  const { machines } = reading.estate
  if (machines.length === 0) throw noMachines(input)
  const plan = await planOf(ctx, input, reading)
  const from: Instant = `${plan.from}T12:00:00.000Z`
  const [present, planned] = [numberEstate(reading.estate), numberEstate(estateAfter(reading.estate, plan))]
  for (const estate of [present, planned]) refuseTooMuch(estate, input.nights)
  const { nights, seed } = input
  const run = async (estate: NumberedEstate) => {
    const jobs = await simulate(estate.nights, { from, nights, seed })
    return measureNights(estate, jobs, { from, nights, limits: plan.limits })
  }
  const before = await run(present)
  return {
    ...{ from, nights, seed },
    plan: { moves: plan.moves.length, policies: plan.policies.length, days: plan.days },
    limits: plan.limits,
    before,
    after: plan.moves.length === 0 ? before : await run(planned),
    idle: { before: present.idle, after: planned.idle },
    findings: reading.findings,
  }
}

function readEstateOf(ctx: AppContext, { inventory, vaults }: SimulateInput): Promise<EstateReading> {
  return inventory === undefined ? readEstate(ctx, { vaults }) : readInventory(inventory, ctx.settings)
}

async function planOf(
  ctx: AppContext,
  { plan: file, inventory, profile, objective, seed }: SimulateInput,
  reading: EstateReading,
): Promise<StaggerPlan> {
  if (file !== undefined) return requireFit(file, (await readPlan(file)).plan, reading.estate)
  const subscriptions = [...new Set(reading.estate.vaults.map(({ subscription }) => subscription))].sort()
  const { plan } = await makePlan(reading, {
    limits: LIMITS_PROFILES[profile],
    dst: 'wallclock',
    from: timeAfter(ctx.clock.now(), 0).slice(0, 10),
    objective,
    seed,
    basis: { source: inventory === undefined ? 'azure' : 'inventory', subscriptions },
  })
  return plan
}

function noMachines({ inventory }: SimulateInput): Error {
  return notFoundError('NO_MACHINES', `${inventory ?? 'The estate'} has no VM whose nights could be simulated.`, [
    'Name vaults or subscriptions that protect VMs, or an inventory of some.',
  ])
}
