import { armId } from '../core/arm-id.js'
import { regionKey } from '../core/names.js'
import { type Blocker, type Plan, pendingChanges } from '../model/plan.js'
import type { Vault, VaultRef, VaultSettings } from '../model/vault.js'
import { ASPECTS } from './aspects.js'
import { type GuardFacts, together, type VaultChange } from './change.js'
import type { VaultProblem, VaultWish } from './wish.js'

export type VaultPlan = Plan<VaultChange>

/** Names that Azure takes. Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. */
export function checkVaultName(name: string): VaultProblem[] {
  if (/^[A-Za-z][A-Za-z0-9-]{1,49}$/.test(name)) return []
  return [{ field: 'name', message: `'${name}' is not 2 to 50 letters, digits and hyphens that start with a letter.` }]
}

/** The steps that make a vault as wished; the settings that nobody asked to change stay. */
export function planVaultUpdate(vault: Vault, wish: VaultWish, guard: GuardFacts | undefined): VaultPlan {
  const { changes, blockers } = together(ASPECTS.map((aspect) => aspect(vault, wish, guard)))
  const isAsAsked = changes.length === 0 && blockers.length === 0
  return {
    changes: isAsAsked
      ? [{ action: 'none', gate: 'reversible', kind: 'vault', name: vault.name, reason: 'is as asked' }]
      : changes,
    blockers,
  }
}

/** A vault that is there is brought to what was asked, so that a create that was cut off is finished by the same create. */
export function planVaultRepeat(
  vault: Vault,
  wanted: { readonly location: string; readonly wish: VaultWish },
  guard: GuardFacts | undefined,
): VaultPlan {
  const plan = planVaultUpdate(vault, wanted.wish, guard)
  if (regionKey(vault.location) === regionKey(wanted.location)) return plan
  const elsewhere: Blocker = {
    code: 'VAULT_ELSEWHERE',
    message: `it exists, in ${vault.location}, and a vault cannot move to another region.`,
    suggestions: ['Choose another name or resource group for a vault in the other region.'],
  }
  return { changes: plan.changes, blockers: [elsewhere, ...plan.blockers] }
}

/** The steps to a new vault: a create with all that Azure takes at once, then what must wait for the vault. */
export function planVaultCreate(
  ref: VaultRef,
  wanted: { readonly location: string; readonly wish: VaultWish },
): VaultPlan {
  const plan = planVaultUpdate(blankVault(ref, wanted.location), wanted.wish, undefined)
  const steps = stepsOf(pendingChanges(plan))
  const [body, later] = steps[0]?.settings ? [steps[0], steps.slice(1)] : [undefined, steps]
  const forGood = (body?.changes ?? []).filter((part) => part.gate === 'one-way').map((part) => part.reason)
  const location = regionKey(wanted.location)
  const create: VaultChange = {
    action: 'create',
    gate: forGood.length > 0 ? 'one-way' : 'reversible',
    kind: 'vault',
    name: ref.name,
    reason: [`new in ${location}`, ...forGood].join('; '),
    after: { location, ...body?.settings },
    settings: body?.settings ?? {},
  }
  return { changes: [create, ...later.flatMap((step) => step.changes)], blockers: plan.blockers }
}

/** A vault of which nothing is known, so that every wish is a difference. */
function blankVault(ref: VaultRef, location: string): Vault {
  return {
    ...ref,
    id: armId(''),
    location,
    tags: {},
    provisioningState: '',
    redundancy: null,
    crossRegionRestore: null,
    softDelete: null,
    immutability: null,
    publicNetworkAccess: true,
    crossSubscriptionRestore: null,
    multiUserAuthorization: null,
    identity: null,
    encryption: null,
    alerts: null,
    privateEndpoints: [],
    backupStorageVersion: null,
  }
}

/** Changes that go out in one request. */
export interface VaultStep {
  readonly changes: readonly VaultChange[]
  /** Absent for a step that is about the resource guard. */
  readonly settings?: VaultSettings
}

/** The fewest requests: changes are sent together, but approvals one by one and never two values of one setting. */
export function stepsOf(changes: readonly VaultChange[]): VaultStep[] {
  const steps: VaultStep[] = []
  for (const change of changes) {
    const last = steps.at(-1)
    if (last?.settings && change.settings && canJoin(last, change)) {
      steps[steps.length - 1] = {
        changes: [...last.changes, change],
        settings: { ...last.settings, ...change.settings },
      }
    } else {
      steps.push({ changes: [change], ...(change.settings ? { settings: change.settings } : {}) })
    }
  }
  return steps
}

function canJoin(step: VaultStep, change: VaultChange): boolean {
  const isFree = [...step.changes, change].every((one) => one.needsApproval === undefined)
  return isFree && Object.keys(change.settings ?? {}).every((key) => !(key in (step.settings ?? {})))
}
