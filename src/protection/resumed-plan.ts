import { groupBy } from '../core/group.js'
import { nameKey, sameName } from '../core/names.js'
import type { RunJournal } from '../fleet/journal.js'
import type { Json, JsonObject } from '../fleet/journal-lines.js'
import { itemCondition } from '../model/item.js'
import type { Policy } from '../model/policy.js'
import type { StepPlan } from './journaled.js'
import { type ProtectOrder, type ProtectStep, type ProtectTarget, planProtection, type VaultStock } from './plan.js'
import type { Survey } from './survey.js'

type Planned = Pick<Survey, 'targets' | 'stocks'>

/** What a journal keeps of the policies that the run has to make first. */
export function policyFacts(makers: readonly ProtectStep[]): JsonObject {
  const policies = makers.flatMap(({ policy, vault }): Policy[] => {
    if (policy === null || policy.spec === null) return []
    const { id, name, spec } = policy
    return [{ id, name, vaultId: vault.id, vaultName: vault.name, spec, itemCount: null }]
  })
  return { policies: policies as unknown as Json }
}

/**
 * The steps of a run that is gone on with. The choice is not made anew: each VM gets the policy that it was to get, made
 * first when the run had not come so far. A VM that somebody else protected meanwhile keeps its own.
 */
export function planResumed(planned: Planned, order: ProtectOrder, journal: RunJournal): ProtectStep[] {
  const toMake = stillToMake(planned, journal)
  const made = new Set(toMake.map(({ id }) => nameKey(id)))
  const stocks = planned.stocks.map((stock) => withPolicies(stock, toMake))
  const known = new Set(stocks.flatMap(({ policies }) => policies.map(({ id }) => nameKey(id))))
  const groups = groupBy(planned.targets, (target) => {
    const decided = decidedFor(target, journal)
    return decided !== null && known.has(policyKey(target, decided)) ? decided : order.policy
  })
  return [...groups]
    .flatMap(([policy, group]) => planProtection(group, stocks, { ...order, policy }))
    .map((step) => {
      const { policy } = step
      return policy !== null && made.has(nameKey(policy.id)) ? { ...step, policy: { ...policy, isNew: true } } : step
    })
}

/** The policy that the run chose for a VM; null when it has no need of it any more. */
function decidedFor({ machine, items }: ProtectTarget, journal: RunJournal): string | null {
  if (items.some((item) => itemCondition(item) === 'protected')) return null
  const plan = journal.item(nameKey(machine.id))?.plan as Partial<StepPlan> | undefined
  return plan?.policy ?? null
}

function policyKey({ vault }: ProtectTarget, name: string): string {
  return nameKey(`${vault.id}/backupPolicies/${name}`)
}

function stillToMake({ stocks }: Planned, journal: RunJournal): readonly Policy[] {
  const there = new Set(stocks.flatMap(({ policies }) => policies.map(({ id }) => nameKey(id))))
  const wanted = (journal.facts.policies ?? []) as unknown as readonly Policy[]
  return wanted.filter(({ id }) => !there.has(nameKey(id)))
}

function withPolicies(stock: VaultStock, toMake: readonly Policy[]): VaultStock {
  const own = toMake.filter(({ vaultId }) => sameName(vaultId, stock.vaultId))
  return { ...stock, policies: [...stock.policies, ...own] }
}
