import type { AppContext } from '../../context.js'
import { refusedError } from '../../core/errors.js'
import { nameKey, sameName } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import type { Estate } from '../../slots/estate.js'
import { listFirst } from '../../view/format.js'
import { readEstate } from '../estate.js'
import type { StaggerPlan } from '../plan-file.js'
import type { SavedPlan } from '../read-plan.js'
import { verifyPlan } from '../verify.js'
import { isDone, policyKey, readVaultsNow, type VaultsNow } from './moves.js'
import { refuseStale, withoutPlan } from './staleness.js'

/** @throws PLAN_NOT_OF_AZURE, PLAN_CHANGED, PLAN_ELSEWHERE (6) */
export function refuseForeign(ctx: AppContext, { plan, digest }: SavedPlan, resumed: RunJournal | undefined): void {
  if (plan.basis.source !== 'azure') {
    throw refusedError(
      'PLAN_NOT_OF_AZURE',
      'This plan was made from an inventory file: there is nothing in Azure to apply it to.',
      [
        'Make one of the vaults themselves: azbk stagger plan --out plan.json, without --inventory.',
        '`azbk stagger simulate --inventory <file> --plan plan.json` runs it on the mock.',
      ],
    )
  }
  if (resumed !== undefined && resumed.facts.plan !== digest) {
    throw refusedError('PLAN_CHANGED', `Run ${resumed.run} is of another plan than this file now holds.`, [
      'Name the file of that plan, or start another run without --resume.',
    ])
  }
  const { subscriptions: own } = ctx.settings
  const { subscriptions } = plan.basis
  // A plan of several subscriptions is applied from any of them: what is set is often but the default of a login.
  const isHere = subscriptions.some((id) => own.some((one) => sameName(one, id)))
  if (own.length > 0 && subscriptions.length > 0 && !isHere) {
    throw refusedError(
      'PLAN_ELSEWHERE',
      `The plan is of subscription ${subscriptions.join(', ')}, and this run is of ${own.join(', ')}.`,
      [`Name that one with --subscription ${subscriptions[0]}, or make a plan of this subscription.`],
    )
  }
}

/** What a run begins with. */
export interface Start {
  readonly estate: Estate
  /** Keys of the policies that exist. */
  readonly made: ReadonlySet<string>
  readonly vaults: VaultsNow
}

/** Reads the vaults of a plan, and refuses it when it does not fit them, or is no good one (edited by hand). */
export async function checkPlan(ctx: AppContext, plan: StaggerPlan): Promise<Start> {
  const keys = plan.basis.vaults.map(({ key }) => key)
  const [{ estate, findings }, vaults] = await Promise.all([
    readEstate(ctx, { vaults: keys }),
    readVaultsNow(ctx, keys),
  ])
  const unread = findings.filter(({ code }) => code === 'SCOPE_UNREAD')
  if (unread.length > 0) {
    throw refusedError(
      'PLAN_UNCHECKED',
      `The plan cannot be checked: ${unread.map(({ message }) => message).join(' ')}`,
      ['Nothing was changed. `azbk doctor` checks login and permissions.'],
    )
  }
  const before = withoutPlan(estate, plan)
  refuseStale(before, plan, openVaults(plan, vaults))
  refuseDefects(before, plan)
  return { estate, vaults, made: new Set(estate.policies.map(({ vault, name }) => policyKey(vault, name))) }
}

/** Vaults in which a move is left. */
function openVaults(plan: StaggerPlan, { items }: VaultsNow): ReadonlySet<string> {
  const open = plan.moves.filter((move) => {
    const item = items.get(nameKey(move.machine))
    return item === undefined || !isDone(move, item)
  })
  return new Set(open.map(({ vault }) => nameKey(vault)))
}

function refuseDefects(estate: Estate, plan: StaggerPlan): void {
  const defects = verifyPlan(estate, plan).filter(({ severity }) => severity === 'error')
  if (defects.length === 0) return
  const shown = listFirst(defects.map(({ code, message }) => `${code}: ${message}`))
  throw refusedError('PLAN_REFUSED', `The plan does not pass the check of plans:${shown}`, [
    'Nothing was changed. Was the file edited? Make a new plan with `azbk stagger plan --out plan.json`.',
  ])
}
