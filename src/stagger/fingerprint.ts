import { createHash } from 'node:crypto'
import { groupBy } from '../core/group.js'
import { compareTexts, nameKey } from '../core/names.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import type { Estate, EstateMachine } from '../slots/estate.js'
import { stableText } from '../slots/families.js'
import type { LimitsProfile } from '../slots/limits.js'
import type { PlanBasis, StaggerPlan } from './plan-file.js'

/**
 * What a plan was made from, by vault in the order of their keys: policy bodies, item -> policy, disk choice and limits.
 * No times and no counters, so that a night of backups makes no plan stale. Neither order nor case matters.
 */
export function fingerprintVaults(estate: Estate, limits: LimitsProfile): PlanBasis['vaults'] {
  const policies = groupBy(estate.policies, ({ vault }) => nameKey(vault))
  const machines = groupBy(estate.machines, ({ vault }) => nameKey(vault))
  const vaults = [...estate.vaults].sort((a, b) => compareTexts(nameKey(a.key), nameKey(b.key)))
  return vaults.map(({ key }) => {
    const facts = {
      limits,
      policies: inOrder(
        (policies.get(nameKey(key)) ?? []).map(({ name, spec }) => [nameKey(name), canonicalSpec(spec)]),
      ),
      machines: inOrder((machines.get(nameKey(key)) ?? []).map(factsOfMachine)),
    }
    return { key, fingerprint: createHash('sha256').update(stableText(facts)).digest('hex') }
  })
}

/** A managed disk loads no account: which one it is does not matter to a plan. */
function factsOfMachine({ key, policy, disks }: EstateMachine): [string, ...unknown[]] {
  const accounts = disks.flatMap(({ storageAccount }) => (storageAccount === null ? [] : [nameKey(storageAccount)]))
  return [nameKey(key), policy === null ? null : nameKey(policy), accounts.sort()]
}

function inOrder<T extends readonly unknown[]>(rows: readonly T[]): readonly T[] {
  return [...rows].sort((a, b) => compareTexts(String(a[0]), String(b[0])))
}

/** Of what a plan says, however its file is laid out. */
export function planDigest({ digest: _, ...plan }: StaggerPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex')
}
