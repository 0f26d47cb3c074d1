import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { listOf } from '../../json.js'
import { requireVault } from '../recovery-services/state.js'
import { requireApproval } from './approval.js'

/** A PIN holds for so long. Source: docs, security features of hybrid backups. */
const PIN_MS = 5 * 60_000

/** Milliseconds from the first tick of .NET to 1970; a millisecond has 10,000 ticks. */
const TICKS_BEFORE_1970_MS = 62_135_596_800_000

/** POST backupSecurityPIN: a PIN for critical operations on servers with the MARS agent; VMs need none. Source: SDK. */
export function postSecurityPin(ctx: MockContext, call: ArmCall): ArmReply {
  const vault = requireVault(ctx, call)
  const approvals = listOf(call.body.resourceGuardOperationRequests)
  requireApproval(ctx, call, { vault, kinds: ['getBackupSecurityPINRequests'], approvals })
  const expiryTimeInUtcTicks = (ctx.now() + PIN_MS + TICKS_BEFORE_1970_MS) * 10_000
  return {
    status: 200,
    body: { token: ctx.random.hex(32), expiryTimeInUtcTicks, securityPIN: ctx.random.digits(6) },
  }
}
