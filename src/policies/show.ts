import { findAnyPolicy, isOpaque } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import type { ArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import type { OpaquePolicy, Policy, PolicySpec } from '../model/policy.js'
import { localTime, nextRuns } from '../model/policy-schedule.js'
import { normalizeTimeZone } from '../model/policy-time-zone.js'
import { chooseVaultInGroup } from '../vaults/choose.js'
import { itemsOf, unknownPolicy } from './find.js'

export interface ShowPolicyInput {
  readonly name: string
  readonly vault?: string | undefined
}

export interface NextRun {
  readonly time: Instant
  /** The same on the wall clock of the policy's zone, `YYYY-MM-DD HH:MM`. */
  readonly local: string
}

export interface PolicyItem {
  readonly id: ArmId
  readonly machineName: string
  readonly machineResourceGroup: string
  readonly state: string
}

export interface ShownPolicy extends Policy {
  readonly nextRuns: readonly NextRun[]
  readonly items: readonly PolicyItem[]
}

/** A policy that azbk reads, or one that it shows as Azure sent it (`body`). */
export type ShowPolicyResult = ShownPolicy | OpaquePolicy

const RUNS_SHOWN = 3

/** One policy with its next runs and the VMs that follow it. */
export async function showPolicy(ctx: AppContext, input: ShowPolicyInput): Promise<ShowPolicyResult> {
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const policy = (await findAnyPolicy(ctx.session, vault, input.name)) ?? (await unknownPolicy(ctx, vault, input.name))
  if (isOpaque(policy)) return policy
  if (normalizeTimeZone(policy.spec.timeZone) === undefined) {
    ctx.warn(`azbk does not know the time zone '${policy.spec.timeZone}': next runs are shown as if it were UTC.`)
  }
  const items = policy.itemCount === 0 ? [] : await itemsOf(ctx, vault, policy)
  return {
    ...policy,
    nextRuns: runsOf(policy.spec, ctx.clock.now().toISOString()),
    items: items.map(({ id, machineName, machineResourceGroup, state }) => ({
      id,
      machineName,
      machineResourceGroup,
      state,
    })),
  }
}

function runsOf(spec: PolicySpec, now: Instant): NextRun[] {
  return nextRuns(spec, now, RUNS_SHOWN).map((time) => ({ time, local: localTime(time, spec.timeZone) }))
}
