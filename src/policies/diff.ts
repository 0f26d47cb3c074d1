import type { AppContext } from '../context.js'
import { usageError } from '../core/errors.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { diffPolicies, type FieldChange } from '../model/policy-diff.js'
import { chooseVaultInGroup } from '../vaults/choose.js'
import { requirePolicy } from './find.js'
import { type Pruning, readPruning } from './pruning.js'
import { requireValid } from './require-valid.js'
import { isEmptySource, type PolicySourceInput, readDesired } from './source.js'

export interface DiffPolicyInput extends PolicySourceInput {
  readonly name: string
  readonly vault?: string | undefined
  /** Another policy of the vault to compare with. */
  readonly to?: string | undefined
  /** Name the recovery points that would go. */
  readonly points?: boolean | undefined
}

export interface DiffPolicyResult {
  readonly name: string
  readonly vaultName: string
  /** What it was compared with: a file, a template, another policy, or `settings`. */
  readonly to: string
  readonly changes: readonly FieldChange[]
  readonly pruning: Pruning
}

/** What would change, and which recovery points would go, if a live policy became another. Changes nothing. */
export async function diffPolicy(ctx: AppContext, input: DiffPolicyInput): Promise<DiffPolicyResult> {
  const { name, to } = input
  if (to === undefined && isEmptySource(input)) {
    throw usageError('NOTHING_TO_COMPARE', 'Nothing to compare the policy with is named.', [
      'Name --to <policy>, --file, --template or a setting; add --help to see the settings.',
    ])
  }
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const policy = await requirePolicy(ctx, vault, name)
  const base = to === undefined ? policy.spec : (await requirePolicy(ctx, vault, to)).spec
  const { spec, problems } = await readDesired(input, base)
  requireValid(ctx, spec, problems)
  return {
    name: policy.name,
    vaultName: vault.name,
    to: to ?? input.file ?? input.template ?? 'settings',
    changes: diffPolicies(policy.spec, spec),
    pruning: await readPruning(ctx, { vault, policy, after: spec, readPoints: input.points ?? false }),
  }
}

/** 10 when something differs and --detailed-exit-code asks to be told so. */
export function diffExitCode(
  result: Pick<DiffPolicyResult, 'changes'>,
  flags: { readonly 'detailed-exit-code'?: boolean },
): number {
  return flags['detailed-exit-code'] && result.changes.length > 0 ? EXIT_CODES.findings : EXIT_CODES.done
}
