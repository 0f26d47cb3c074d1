import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { isObject, objectOf, sameName, textOf, valuesOf } from '../../json.js'
import { parseFilter } from '../../odata.js'
import { isImmutable, isWeaker } from '../../service/immutability.js'
import type { PolicyRecord, VaultRecord } from '../../service/model.js'
import { findPolicyProblem } from '../../service/policy-rules.js'
import { scheduleNextRun } from '../../service/scheduler.js'
import { MAX_POLICY_EDITS_PER_DAY, takePolicyEdit } from '../../throttle.js'
import { requireVault } from '../recovery-services/state.js'
import { requireApproval } from './approval.js'
import { backupError, policyInputInvalid, policyInUse, policyNotFound, weakerRefused } from './errors.js'
import { countItems, normalisePolicy, policyBody } from './policy-body.js'

/** Policies of a vault at most. Source: docs, support matrix. */
const MAX_POLICIES = 200

/** Enhanced policies exist from this api-version on. Source: schema history. */
const ENHANCED_SINCE = '2021-12-01'

/** GET of all policies, in no particular order. */
export function listPolicies(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const { backupmanagementtype: type, workloadtype: workload } = parseFilter(call.query.$filter)
  const rows = Object.values(vault.policies).filter(
    ({ properties }) =>
      (type === undefined || sameName(textOf(properties.backupManagementType), type)) &&
      (workload === undefined || sameName(textOf(properties.workLoadType) ?? 'VM', workload)),
  )
  return { status: 200, body: { value: rows.map((policy) => policyBody(vault, policy, false)) } }
}

/** GET of one policy. */
export function getPolicy(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const policy = vault.policies[(call.params.policy ?? '').toLowerCase()]
  if (!policy) throw policyNotFound()
  return { status: 200, body: policyBody(vault, policy, true) }
}

/** PUT of a policy: 200 with the body, at once. */
export function putPolicy(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const name = call.params.policy ?? ''
  const known = vault.policies[name.toLowerCase()]
  const sent = objectOf(call.body.properties)
  if (sent.policyType === 'V2' && call.apiVersion < ENHANCED_SINCE) throw policyInputInvalid()
  requireSound(vault, { name, known, sent })
  const policy: PolicyRecord = {
    key: name.toLowerCase(),
    name: known?.name ?? name,
    properties: normalisePolicy(sent, call.apiVersion),
    revision: Math.floor(ctx.random.next() * 2 ** 31),
  }
  const isWeakened = known !== undefined && isWeaker(policy, known)
  if (isWeakened) requireApproval(ctx, call, { vault, kinds: ['updateProtectionPolicyRequests'] })
  const isFollowed = known !== undefined && countItems(vault, known) > 0
  if (isWeakened && isFollowed && isImmutable(vault)) throw weakerRefused()
  if (!takePolicyEdit(ctx, vault)) throw tooManyEdits()
  vault.policies[policy.key] = policy
  for (const item of valuesOf(vault.items)) if (item.policyKey === policy.key) item.retentionChanged = true
  scheduleNextRun(ctx, vault, policy)
  return { status: 200, body: policyBody(vault, policy, true) }
}

/** DELETE of a policy: 200 and no body; 204 when there is none; refused while items follow it. */
export function deletePolicy(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const policy = vault.policies[(call.params.policy ?? '').toLowerCase()]
  if (!policy) return { status: 204 }
  if (countItems(vault, policy) > 0) throw policyInUse()
  delete vault.policies[policy.key]
  return { status: 200 }
}

/** The code is not verified: see UNSURE.md. */
function tooManyEdits(): Error {
  return backupError(
    'CloudDosAbsoluteLimitReached',
    `Policies of a vault can be created or changed ${MAX_POLICY_EDITS_PER_DAY} times a day. Please try again tomorrow.`,
  )
}

function requireSound(
  vault: VaultRecord,
  put: { name: string; known: PolicyRecord | undefined; sent: Record<string, unknown> },
): void {
  const { name, known, sent } = put
  if (!/^[A-Za-z][A-Za-z0-9_!-]{2,149}$/.test(name)) throw policyInputInvalid()
  if (!isObject(sent.schedulePolicy) || sent.backupManagementType !== 'AzureIaasVM') throw policyInputInvalid()
  const problem = findPolicyProblem(sent)
  if (problem === 'instant') {
    throw backupError(
      'BMSUserErrorInstantRPRetentionExceedsVaultedRetention',
      'Instant recovery point retention must be less than the daily retention of the policy.',
    )
  }
  if (problem) throw policyInputInvalid()
  // A policy cannot change its type: items move to another policy instead.
  if (known && (known.properties.policyType ?? 'V1') !== (sent.policyType === 'V2' ? 'V2' : 'V1')) throw policyInUse()
  if (known && known.properties.backupManagementType !== 'AzureIaasVM') throw policyInUse()
  if (!known && Object.keys(vault.policies).length >= MAX_POLICIES) {
    throw backupError('BMSUserErrorMaxPoliciesLimitReached', `A vault can have ${MAX_POLICIES} policies at most.`)
  }
}
