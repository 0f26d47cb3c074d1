import type { AppContext } from '../../context.js'
import { nameKey } from '../../core/names.js'
import { tryRead, type Unread } from '../../core/read-each.js'
import { machinesInScope } from '../../fleet/select.js'
import type { Estate } from '../../slots/estate.js'
import { findingId, type StaggerFinding } from '../../slots/findings.js'
import type { AzureEstate } from '../estate.js'
import { unprotected } from '../estate-build.js'

/**
 * VMs of the subscriptions in scope that no vault holds an item of. Only for a scope of all vaults; when one of them was
 * not read, it may hold any VM, so that nothing can be said.
 */
export async function findUnprotected(
  ctx: AppContext,
  { contents, unread }: AzureEstate,
): Promise<{ findings: readonly StaggerFinding[]; unread: readonly Unread[] }> {
  if (unread.length > 0) return { findings: [], unread: [] }
  const read = await tryRead('VMs', () => machinesInScope(ctx))
  const held = new Set(contents.flatMap(({ items }) => items.map(({ machineId }) => nameKey(machineId))))
  const without = (read.value ?? []).filter(({ id }) => !held.has(nameKey(id)))
  return {
    findings: without.map((machine) => ({ ...unprotected(machine), severity: 'warning' as const })),
    unread: read.unread,
  }
}

/** The same of an inventory, which names the vault that is to protect a VM. */
export function withoutPolicy({ machines }: Estate): StaggerFinding[] {
  const open = machines.filter(({ policy }) => policy === null)
  return open.map(({ key, name, vault }) => ({
    id: findingId('NOT_PROTECTED', [key]),
    code: 'NOT_PROTECTED',
    severity: 'warning',
    message: `No policy of vault ${vault} backs up VM ${name}: it has no slot.`,
    evidence: { machine: key },
    source: null,
    cure: 'azbk stagger plan --out plan.json',
  }))
}
