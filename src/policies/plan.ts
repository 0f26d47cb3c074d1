import { itemVmArgument, type ProtectedItem } from '../model/item.js'
import type { Blocker, Change, Plan } from '../model/plan.js'
import type { OpaquePolicy, Policy, PolicySpec } from '../model/policy.js'
import { diffPolicies, type FieldChange, fieldWords } from '../model/policy-diff.js'
import { describePolicy } from '../model/policy-words.js'
import type { Immutability } from '../model/vault.js'
import { describeLoss, type Pruning } from './pruning.js'

/** A new policy, nothing when it is there with the same content, refused when it is there with another. */
export function planPolicyCreate(name: string, spec: PolicySpec, found: Policy | OpaquePolicy | undefined): Plan {
  if (found === undefined) {
    const after = setFields(fieldWords(spec))
    return { changes: [{ ...step('create', name), reason: describePolicy(spec), after }], blockers: [] }
  }
  if (!('spec' in found)) return { changes: [], blockers: [taken(found, found.reason)] }
  const differences = diffPolicies(found.spec, spec)
  if (differences.length === 0) return { changes: [asItIs(found.name, 'is there with this content')], blockers: [] }
  return { changes: [], blockers: [taken(found, `it differs in ${differences.map(describeChange).join('; ')}`)] }
}

function taken(found: Policy | OpaquePolicy, why: string): Blocker {
  return {
    code: 'POLICY_EXISTS',
    message: `the vault has a policy '${found.name}' with other content: ${why}.`,
    suggestions: [
      `azbk policy update --name ${found.name} --vault ${found.vaultName} changes it, for all VMs that follow it.`,
      'Or choose another name.',
    ],
  }
}

export interface UpdateFacts {
  /** A resource guard covers the change. */
  readonly isGuarded: boolean
  readonly pruning: Pruning
  readonly immutability: Immutability | null
}

/** The change of a policy's content; nothing when it says so already. */
export function planPolicyUpdate(policy: Policy, next: PolicySpec, facts: UpdateFacts): Plan {
  const differences = diffPolicies(policy.spec, next)
  if (differences.length === 0) return { changes: [asItIs(policy.name, 'is as asked')], blockers: [] }
  const loss = describeLoss(facts.pruning)
  const change: Change = {
    ...step('update', policy.name),
    gate: facts.isGuarded ? 'second-person' : loss === null ? 'reversible' : 'one-way',
    reason: loss ?? 'removes no recovery points',
    before: setFields(Object.fromEntries(differences.map(({ field, before }) => [field, before]))),
    after: Object.fromEntries(differences.map(({ field, after }) => [field, after ?? '(removed)'])),
  }
  return { changes: [change], blockers: updateBlockers(policy, next, facts) }
}

function updateBlockers(policy: Policy, next: PolicySpec, { pruning, immutability }: UpdateFacts): Blocker[] {
  const blockers: Blocker[] = []
  if (policy.spec.kind !== next.kind) {
    blockers.push({
      code: 'POLICY_KIND_FIXED',
      message: `policy '${policy.name}' is ${policy.spec.kind}, and a policy never changes its kind.`,
      suggestions: [
        `Create another policy with --kind ${next.kind}, then move the VMs: azbk protect --vm <name> --policy <new>`,
      ],
    })
  }
  if (describeLoss(pruning) !== null && immutability !== null && immutability !== 'Disabled') {
    blockers.push({
      code: 'VAULT_IMMUTABLE',
      message: `vault '${policy.vaultName}' is immutable (${immutability}), so retention cannot be shortened.`,
      suggestions: ['Keep the retention, or lengthen it.'],
    })
  }
  return blockers
}

const NAMED_ITEMS = 5

/** The end of a policy; refused while VMs follow it. */
export function planPolicyDelete(policy: Policy, items: readonly ProtectedItem[]): Plan {
  const change: Change = { ...step('delete', policy.name), reason: describePolicy(policy.spec) }
  // The count also holds items that the list did not show.
  const used = Math.max(items.length, policy.itemCount ?? 0)
  return { changes: [change], blockers: used === 0 ? [] : [inUse(policy, items, used)] }
}

function inUse(policy: Policy, items: readonly ProtectedItem[], used: number): Blocker {
  const names = items.map((item) => `${item.machineName}${item.softDelete ? ' (soft-deleted)' : ''}`)
  const more = used - Math.min(names.length, NAMED_ITEMS)
  const list = [...names.slice(0, NAMED_ITEMS), ...(more > 0 ? [`${more} more`] : [])]
  const first = items.find((item) => !item.softDelete)
  const vm = first === undefined ? '--vm <name>' : itemVmArgument(first)
  return {
    code: 'POLICY_IN_USE',
    message: `${used === 1 ? 'a VM follows' : `${used} VMs follow`} policy '${policy.name}'${names.length === 0 ? '' : `: ${list.join(', ')}`}.`,
    suggestions: [
      `Move them to another policy: azbk protect ${vm} --policy <other>`,
      `Or stop their protection: azbk unprotect ${vm} --keep-data`,
    ],
    details: { items: items.map((item) => item.id) },
  }
}

/** `retention.daily 30 days -> 7 days`. */
export function describeChange({ field, before, after }: FieldChange): string {
  return `${field} ${before ?? '(not set)'} -> ${after ?? '(removed)'}`
}

function step(action: Change['action'], name: string): Pick<Change, 'action' | 'gate' | 'kind' | 'name'> {
  return { action, gate: 'reversible', kind: 'policy', name }
}

export function asItIs(name: string, reason: string): Change {
  return { ...step('none', name), reason }
}

function setFields(words: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(words).flatMap(([field, word]) => (word === null ? [] : [[field, word]])))
}
