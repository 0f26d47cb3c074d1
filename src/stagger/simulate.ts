import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { notFoundError } from '../core/errors.js'
import type { SimulateNights } from '../model/nights.js'
import type { StaggerFinding } from '../slots/findings.js'
import type { LimitsProfile } from '../slots/limits.js'
import { readPlan } from './read-plan.js'
import { refuseTooMuch, requireFit } from './simulate-check.js'
import { estateAfter, type NumberedEstate, numberEstate } from './simulate-estate.js'
import { measureNights, type SimulatedNights } from './simulate-measure.js'
import {
  type PlanGround,
  type PlanPlace,
  planGround,
  readAzure,
  readOffline,
  type StaggerPlanInput,
} from './stagger-plan.js'

export interface SimulateInput extends Omit<StaggerPlanInput, 'out'> {
  /** A saved plan; without one it is made as `stagger plan` would make it. */
  readonly plan?: string | undefined
  readonly nights: number
}

/** What simulating an inventory needs: nothing of Azure. */
type SimulatePlace = PlanPlace & { readonly simulate: SimulateNights }

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

/** Simulates what is in Azure. What could not be read is a finding, and exit code 3. */
export async function simulateAzure(
  ctx: AppContext,
  input: SimulateInput,
  simulate: SimulateNights,
): Promise<Simulated> {
  const ground = await readAzure(ctx, input)
  return simulateGround({ ...ctx, simulate }, ground, input)
}

/** Simulates what an inventory says: no login, no request. */
export async function simulateInventory(
  place: PlanPlace,
  input: SimulateInput,
  simulate: SimulateNights,
): Promise<Simulated> {
  return simulateGround({ ...place, simulate }, await readOffline(place, input), input)
}

export interface Simulated {
  readonly result: SimulateStaggerResult
  readonly exitCode: number
}

/** Runs the nights of an estate in the mock, as it is and as a plan would have it. */
async function simulateGround(place: SimulatePlace, ground: PlanGround, input: SimulateInput): Promise<Simulated> {
  const { estate, findings } = ground.reading
  if (estate.machines.length === 0) throw noMachines(input)
  const plan =
    input.plan === undefined
      ? (await planGround(place, ground, input)).plan
      : requireFit(input.plan, (await readPlan(input.plan)).plan, estate)
  const [present, planned] = [numberEstate(estate), numberEstate(estateAfter(estate, plan))]
  for (const side of [present, planned]) refuseTooMuch(side, input.nights)
  const options = { from: `${plan.from}T12:00:00.000Z`, nights: input.nights, seed: input.seed }
  const run = async (side: NumberedEstate) =>
    measureNights(side, await place.simulate(side.nights, options), { ...options, limits: plan.limits })
  const before = await run(present)
  const result = {
    ...options,
    plan: { moves: plan.moves.length, policies: plan.policies.length, days: plan.days },
    limits: plan.limits,
    before,
    after: plan.moves.length === 0 ? before : await run(planned),
    idle: { before: present.idle, after: planned.idle },
    findings,
  }
  return { result, exitCode: ground.exitCode }
}

function noMachines({ inventory }: SimulateInput): Error {
  return notFoundError('NO_MACHINES', `${inventory ?? 'The estate'} has no VM whose nights could be simulated.`, [
    'Name vaults or subscriptions that protect VMs, or an inventory of some.',
  ])
}
