import type { Estate } from '../../slots/estate.js'
import { findingId, type StaggerFinding } from '../../slots/findings.js'
import { count } from '../../view/format.js'

/** An audit of no VM finds no fault, whatever the vaults are like: it must not be taken for a good one. */
export function nothingToAudit({ vaults, machines }: Estate, running: number): StaggerFinding[] {
  if (running > 0) return []
  const why =
    vaults.length === 0
      ? 'there is no vault in scope'
      : machines.length === 0
        ? `${count(vaults.length, 'vault')} in scope, and none has a VM with running backups`
        : `${count(machines.length, 'VM')} in scope, and none has a policy yet`
  return [
    {
      id: findingId('NOTHING_TO_AUDIT', []),
      code: 'NOTHING_TO_AUDIT',
      severity: 'warning',
      message: `There is nothing to audit: ${why}.`,
      evidence: { vaults: vaults.length, machines: machines.length },
      source: null,
      cure: 'Check --subscription and --vault: azbk vault list --subscription all shows the vaults that you can see.',
    },
  ]
}
