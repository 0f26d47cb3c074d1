import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, listOf, objectOf, textOf } from '../../json.js'
import { GUARDED_OPERATIONS } from '../../service/guard.js'
import type { VaultRecord } from '../../service/model.js'
import { wireTime } from '../../wire-time.js'
import { requireVault } from '../recovery-services/state.js'
import { requireApproval } from './approval.js'
import { backupError, parameterInvalid } from './errors.js'

/** How long deletes stay unlocked after unlockDelete. The length is not verified: see UNSURE.md. */
const UNLOCK_MS = 10 * 60_000

/** GET of the guard proxies of a vault: none or one. */
export function listGuardProxies(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  return { status: 200, body: { value: vault.guard ? [proxyBody(vault)] : [] } }
}

/** GET of the guard proxy. */
export function getGuardProxy(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  if (!vault.guard) throw proxyNotFound()
  return { status: 200, body: proxyBody(vault) }
}

/** PUT of the guard proxy: from now on guarded writes need approvals. */
export function putGuardProxy(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const guardId = textOf(objectOf(call.body.properties).resourceGuardResourceId)
  if (!guardId || !/\/resourceguards\/[^/]+$/i.test(guardId)) throw parameterInvalid('resourceGuardResourceId')
  vault.guard = { resourceGuardResourceId: guardId, changedMs: ctx.now() }
  return { status: 200, body: proxyBody(vault) }
}

/** DELETE of the guard proxy: itself a guarded write, unlocked by unlockDelete. */
export function deleteGuardProxy(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  if (!vault.guard) return { status: 204 }
  const isUnlocked = (vault.guard.unlockedUntilMs ?? 0) > ctx.now()
  if (!isUnlocked) requireApproval(ctx, call, { vault, kinds: ['deleteResourceGuardProxyRequests'] })
  delete vault.guard
  return { status: 200 }
}

/** POST unlockDelete: deletes pass for some minutes. */
export function postUnlockDelete(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  if (!vault.guard) throw proxyNotFound()
  const approvals = listOf(call.body.resourceGuardOperationRequests)
  const kinds = ['deleteProtectedItemRequests', 'deleteResourceGuardProxyRequests'] as const
  requireApproval(ctx, call, { vault, kinds, approvals })
  vault.guard.unlockedUntilMs = ctx.now() + UNLOCK_MS
  return { status: 200, body: { unlockDeleteExpiryTime: wireTime(vault.guard.unlockedUntilMs) } }
}

function proxyBody(vault: VaultRecord): JsonObject {
  const guardId = vault.guard?.resourceGuardResourceId ?? ''
  return {
    id: `${vault.id}/backupResourceGuardProxies/VaultProxy`,
    name: 'VaultProxy',
    type: 'Microsoft.RecoveryServices/vaults/backupResourceGuardProxies',
    properties: {
      resourceGuardResourceId: guardId,
      resourceGuardOperationDetails: Object.entries(GUARDED_OPERATIONS).map(([vaultCriticalOperation, kind]) => ({
        vaultCriticalOperation,
        defaultResourceRequest: `${guardId}/${kind}/default`,
      })),
      lastUpdatedTime: wireTime(vault.guard?.changedMs ?? 0),
      description: '',
    },
  }
}

function proxyNotFound(): Error {
  return backupError('BMSUserErrorResourceGuardProxyNotFound', 'The vault is not mapped to a resource guard.', 404)
}
