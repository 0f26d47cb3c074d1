import { vaultRefOf } from '../../azure/items.js'
import { putPolicy } from '../../azure/policies.js'
import type { AppContext } from '../../context.js'
import { AzbkError } from '../../core/errors.js'
import { groupBy } from '../../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../../core/limits.js'
import { nameKey } from '../../core/names.js'
import type { RunJournal } from '../../fleet/journal.js'
import { type FleetOutcome, runFleet } from '../../fleet/run.js'
import { diffPolicies } from '../../model/policy-diff.js'
import type { NewPolicy } from '../plan-file.js'
import { policyKey } from './moves.js'

/** Policies of one vault that are written at the same time. */
const AT_ONCE = 4

export type PolicyOutcome = FleetOutcome<{ readonly policy: string }>

/**
 * Makes slot policies, each vault on its own: where one vault's budget of the day is spent, the others go on. What Azure
 * made of each is compared with what was asked. Outcomes go by {@link policyKey}.
 */
export async function makePolicies(
  ctx: AppContext,
  policies: readonly NewPolicy[],
  journal: RunJournal | undefined,
): Promise<Map<string, PolicyOutcome>> {
  const vaults = [...groupBy(policies, ({ vault }) => nameKey(vault)).values()]
  const outcomes = await mapLimited(vaults, READS_AT_ONCE, (own) =>
    runFleet(ctx, {
      items: own,
      atOnce: AT_ONCE,
      journal: journal && { of: journal, key: keyOf },
      name: ({ name }) => `policy ${name}`,
      work: async (policy, steady) => {
        await makePolicy(steady, policy)
        return { status: 'done', value: { policy: policy.name }, message: 'created' }
      },
    }),
  )
  return new Map(vaults.flat().map((policy, i) => [keyOf(policy), outcomes.flat()[i] as PolicyOutcome]))
}

function keyOf({ vault, name }: NewPolicy): string {
  return policyKey(vault, name)
}

async function makePolicy(ctx: AppContext, { vault, name, spec }: NewPolicy): Promise<void> {
  const made = await putPolicy(ctx.session, vaultRefOf(vault), { name, spec })
  const [wrong] = diffPolicies(spec, made.spec)
  if (wrong === undefined) return
  throw new AzbkError({
    code: 'NOT_VERIFIED',
    exit: 'failed',
    message: `Policy '${name}' was made, but Azure shows ${wrong.field} as ${wrong.after ?? 'not set'} and not as ${wrong.before ?? 'not set'}. No VM is moved to it.`,
    suggestions: [
      `azbk policy show --name ${name} shows it; delete it with \`azbk policy delete\`, then make a new plan.`,
    ],
  })
}
