import type { DiskOrder } from '../azure/protection.js'
import type { Tier } from '../config/settings.js'
import type { ArmId } from '../core/arm-id.js'
import type { AzbkError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { compareNamed, nameKey, sameName } from '../core/names.js'
import { checkEligibility, type EligibilityFinding } from '../model/eligibility.js'
import { itemCondition, type ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import type { Change } from '../model/plan.js'
import type { Policy } from '../model/policy.js'
import type { Vault } from '../model/vault.js'
import { describeDisks, disksAfter, sameDisks } from './disks.js'
import { existing, type PolicyPool, type PolicyTarget, takePolicy } from './policy-choice.js'
import * as refusals from './refusals.js'
import { createSlotPool, type SlotPool, type SlotRules } from './slot-pool.js'
import type { ProtectionStep } from './steps.js'

/** A VM to be protected, and all that is known of its protection. */
export interface ProtectTarget {
  readonly machine: Machine
  /** Where it is to be protected. */
  readonly vault: Vault
  readonly tier: Tier
  /** Its items in any vault. */
  readonly items: readonly ProtectedItem[]
}

export interface ProtectOrder {
  /** As typed; null: the item's own, else the tier's. */
  readonly policy: string | null
  /** Undefined: as it is. */
  readonly disks: DiskOrder | undefined
  /** Bring soft-deleted items back. */
  readonly undelete: boolean
  /** What slots are chosen by. */
  readonly slots: SlotRules
}

/** What a vault offers: its policies, and its items. */
export interface VaultStock {
  readonly vaultId: ArmId
  readonly policies: readonly Policy[]
  readonly items: readonly ProtectedItem[]
  /** VMs of the items, as far as it matters in which storage accounts their disks are. */
  readonly machines?: readonly Machine[]
}

export type ProtectAction = 'protect' | 'resume' | 'undelete' | 'change'

/** What is to be done for one VM. */
export interface ProtectStep extends ProtectionStep<ProtectAction> {
  readonly vault: Vault
  /** Null when it is refused before a policy was chosen. */
  readonly policy: PolicyTarget | null
  readonly disks: DiskOrder | undefined
  readonly findings: readonly EligibilityFinding[]
}

/** VMs that a vault can hold. Source: AZURE-LIMITS.md D1. */
const VMS_PER_VAULT = 1000

/** The steps for all targets, in the order of their names; neither their order here nor a second run matters. */
export function planProtection(
  targets: readonly ProtectTarget[],
  stocks: readonly VaultStock[],
  order: ProtectOrder,
): ProtectStep[] {
  const byVault = groupBy(targets, ({ vault }) => nameKey(vault.id))
  const pools = new Map(
    [...byVault].map(([key, own]) => {
      const stock = stocks.find(({ vaultId }) => sameName(vaultId, key))
      return [key, openPool(own, stock, order.slots)]
    }),
  )
  const sorted = [...targets].sort((a, b) => compareNamed(a.machine, b.machine))
  return sorted.map((target) => planOne(target, pools.get(nameKey(target.vault.id)) as Pool, order))
}

interface Pool extends PolicyPool {
  /** Items of the vault, those planned so far included. */
  size: number
}

/** `targets`: at least one, all of one vault. */
function openPool(targets: readonly ProtectTarget[], stock: VaultStock | undefined, rules: SlotRules): Pool {
  const { vault } = targets[0] as ProtectTarget
  const { policies = [], items = [], machines = [] } = stock ?? {}
  const counts = new Map<string, number>()
  for (const { policyName } of items) {
    if (policyName !== null) counts.set(nameKey(policyName), (counts.get(nameKey(policyName)) ?? 0) + 1)
  }
  let slots: SlotPool | undefined
  return {
    vaultId: vault.id,
    policies,
    counts,
    taken: new Set(policies.map(({ name }) => nameKey(name))),
    made: new Map(),
    size: items.length,
    slots: () => {
      const known = new Map(machines.map((machine) => [nameKey(machine.id), machine]))
      slots ??= createSlotPool({ vault, policies, items, machines: known, targets }, rules)
      return slots
    },
  }
}

function planOne(target: ProtectTarget, pool: Pool, order: ProtectOrder): ProtectStep {
  const { machine, vault, items } = target
  const item = items.find((candidate) => sameName(candidate.vaultId, vault.id)) ?? null
  const elsewhere = items.find((other) => other !== item && itemCondition(other) !== 'deleted')
  const action = actionFor(item)
  const refused = (refusal: AzbkError) =>
    stepOf(target, { item, action, policy: null, order, findings: [], refusal, present: null })
  if (elsewhere !== undefined) return refused(refusals.otherVault(machine, elsewhere, vault))
  if (!sameName(machine.subscriptionId, vault.subscriptionId))
    return refused(refusals.otherSubscription(machine, vault))
  if (action === 'undelete' && item !== null && !order.undelete) return refused(refusals.softDeleted(item))
  if (item === null && pool.size >= VMS_PER_VAULT) return refused(refusals.vaultFull(machine, vault, VMS_PER_VAULT))
  const named = order.policy === null ? undefined : pool.policies.find((one) => sameName(one.name, order.policy ?? ''))
  if (order.policy !== null && named === undefined)
    return refused(refusals.noPolicy(order.policy, vault, pool.policies))
  const present = pool.policies.find((policy) => item?.policyId != null && sameName(policy.id, item.policyId))
  return planWithPolicy(target, pool, { item, action, order, named, present })
}

function actionFor(item: ProtectedItem | null): ProtectAction | 'none' {
  if (item === null) return 'protect'
  const condition = itemCondition(item)
  if (condition === 'deleted') return 'undelete'
  return condition === 'stopped' || condition === 'suspended' ? 'resume' : 'none'
}

interface Situation {
  readonly item: ProtectedItem | null
  readonly action: ProtectAction | 'none'
  readonly order: ProtectOrder
  /** The policy that was asked for by name. */
  readonly named: Policy | undefined
  /** The policy that the item has now. */
  readonly present: Policy | undefined
}

function planWithPolicy(target: ProtectTarget, pool: Pool, situation: Situation): ProtectStep {
  const { item, order, named, present = null } = situation
  const { machine, vault, tier } = target
  const isKept = situation.action === 'none' && item !== null && isAsAsked(item, situation)
  const action = situation.action === 'none' && !isKept ? 'change' : situation.action
  const policy = named ? existing(named) : (policyOf(item, present) ?? takePolicy(pool, tier, machine))
  const decision = { item, action, policy, order, present, findings: [], refusal: null }
  if (isKept) return stepOf(target, decision)
  if (item === null) pool.size += 1
  const subject = { machine, vaultLocation: vault.location, disks: disksAfter(item?.disks ?? null, order.disks) }
  const findings = policy.spec ? checkEligibility(subject, policy.spec) : []
  const refusal =
    refusals.downgrade(machine, present, policy) ??
    refusals.invalidTemplate(machine, policy) ??
    refusals.ineligible(policy, subject, findings) ??
    refusals.unknownDisks(machine, order.disks)
  return stepOf(target, { ...decision, findings, refusal })
}

/** The policy that an item has; without its content when azbk cannot read it. */
function policyOf(item: ProtectedItem | null, present: Policy | null): PolicyTarget | null {
  if (present !== null) return existing(present)
  if (item === null || item.policyId === null) return null
  return { name: item.policyName ?? '', id: item.policyId, spec: null, isNew: false, why: null }
}

function isAsAsked(item: ProtectedItem, { named, order }: Situation): boolean {
  const samePolicy = named === undefined || (item.policyId !== null && sameName(named.id, item.policyId))
  return samePolicy && sameDisks(disksAfter(item.disks, order.disks), item.disks)
}

interface Decision {
  readonly item: ProtectedItem | null
  readonly action: ProtectAction | 'none'
  readonly policy: PolicyTarget | null
  readonly order: ProtectOrder
  readonly findings: readonly EligibilityFinding[]
  readonly refusal: AzbkError | null
  readonly present: Policy | null
}

function stepOf({ machine, vault }: ProtectTarget, decision: Decision): ProtectStep {
  const { item, action, policy, order, findings, refusal } = decision
  // A PUT without a choice of disks may or may not keep the item's own: say it again.
  const disks = order.disks ?? (action === 'none' ? undefined : (item?.disks ?? undefined))
  const change = changeOf(machine, vault, decision)
  return { target: machine, vault, item, action, policy, disks, findings, refusal, change }
}

function changeOf(machine: Machine, vault: Vault, decision: Decision): Change {
  const { item, action, policy, order, present } = decision
  const policyName = policy?.name ?? item?.policyName ?? null
  const common = { kind: 'VM', name: machine.name }
  const isUpgrade = present?.spec.kind === 'standard' && policy?.spec?.kind === 'enhanced'
  const isGuarded = item !== null && vault.multiUserAuthorization === true
  const gate = isUpgrade ? 'one-way' : isGuarded ? 'second-person' : 'reversible'
  const disks = disksAfter(item?.disks ?? null, order.disks)
  const before = { policy: item?.policyName ?? null, disks: describeDisks(item?.disks ?? null) }
  const after = { policy: policyName, disks: describeDisks(disks) }
  const update = { ...common, action: 'update', gate, before, after } as const
  const place = `in vault ${vault.name} with policy ${policyName}`
  const why = policy?.why ? ` (${policy.why})` : ''
  switch (action) {
    case 'none':
      return { ...common, action, gate: 'reversible', reason: `protected already ${place}` }
    case 'protect': {
      const choice = disks === null ? '' : `, ${describeDisks(disks)}`
      return { ...common, action: 'create', gate: 'reversible', reason: `protect ${place}${choice}${why}` }
    }
    case 'resume':
      return { ...update, reason: `resume the stopped protection in vault ${vault.name}${why}` }
    case 'undelete':
      return { ...update, reason: `undelete and protect again in vault ${vault.name}` }
    case 'change': {
      const upgrade = isUpgrade ? ' (no standard policy is possible afterwards)' : ''
      return { ...update, reason: `change the protection in vault ${vault.name}${upgrade}` }
    }
  }
}
