import type { MockContext } from '../context.js'
import { valuesOf } from '../json.js'
import { withScheduledMishaps } from '../mishaps.js'
import { startBackup } from './backup-run.js'
import type { MockEvent, PolicyRecord, VaultRecord } from './model.js'
import { planOf } from './policy-plan.js'
import { nextRun } from './schedule.js'
import { markOf, vaultOfEvent } from './vault-mark.js'

/** A scheduled backup starts within two hours of its time. Source: docs, Azure VM backup FAQ. */
const START_SPREAD_MS = 2 * 3_600_000

/** Puts the next run of a policy into the queue; call it whenever the policy is made or changed. */
export function scheduleNextRun(ctx: MockContext, vault: VaultRecord, policy: PolicyRecord): void {
  const plan = planOf(policy)
  const dueMs = plan && nextRun(plan, ctx.now())
  if (dueMs === undefined) return
  ctx.schedule({ kind: 'policy-due', vault: markOf(vault), policyKey: policy.key, revision: policy.revision }, dueMs)
}

/** The time of a policy has come: each of its items gets a start inside the spread. */
export function runPolicy(ctx: MockContext, event: Extract<MockEvent, { kind: 'policy-due' }>): void {
  const vault = vaultOfEvent(ctx, event.vault)
  const policy = vault?.policies[event.policyKey]
  if (!vault || !policy || policy.revision !== event.revision) return
  const scheduledMs = ctx.now()
  for (const item of valuesOf(vault.items)) {
    if (item.policyKey !== policy.key || !takesBackups(item.state)) continue
    const spread = ctx.random.of(`${item.vmId.toLowerCase()}|${scheduledMs}|start`) * START_SPREAD_MS
    const event = { kind: 'backup-due', vault: markOf(vault), itemKey: item.key, policyKey: policy.key } as const
    ctx.schedule({ ...event, scheduledMs }, scheduledMs + Math.floor(spread))
  }
  scheduleNextRun(ctx, vault, policy)
}

/** The start of one item has come; it is skipped when the item left the policy or is being backed up. */
export function runScheduledBackup(ctx: MockContext, event: Extract<MockEvent, { kind: 'backup-due' }>): void {
  const vault = vaultOfEvent(ctx, event.vault)
  const item = vault?.items[event.itemKey]
  if (!vault || !item || item.policyKey !== event.policyKey || !takesBackups(item.state)) return
  startBackup(withScheduledMishaps(ctx, vault, item), { vault, item }, { scheduledMs: event.scheduledMs })
}

function takesBackups(state: string): boolean {
  return state === 'IRPending' || state === 'Protected'
}
