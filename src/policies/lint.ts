import { readPolicies } from '../azure/policies.js'
import type { AppContext } from '../context.js'
import { EXIT_CODES } from '../core/exit-codes.js'
import { compareNames } from '../core/names.js'
import type { Finding } from '../model/finding.js'
import type { PolicySpec } from '../model/policy.js'
import type { Problem, Severity } from '../model/policy-problem.js'
import { checkPolicy, isError } from '../model/policy-rules.js'
import { chooseVaultInGroup } from '../vaults/choose.js'
import { readPolicyFile } from './file.js'
import { requirePolicy } from './find.js'

export interface LintPolicyInput {
  readonly file?: string | undefined
  readonly name?: string | undefined
  readonly vault?: string | undefined
}

export interface LintedPolicy {
  /** A file, or a policy's name. */
  readonly source: string
  readonly problems: readonly LintProblem[]
}

export interface LintProblem extends Problem {
  /** In the file; null for a live policy. */
  readonly line: number | null
  readonly column: number | null
}

export type LintPolicyResult = readonly LintedPolicy[]

/** Checks a file, a live policy, or, when neither is named, all VM policies of the vault. */
export async function lintPolicies(ctx: AppContext, input: LintPolicyInput): Promise<LintPolicyResult> {
  if (input.file !== undefined) {
    const { file, spec, placeOf } = await readPolicyFile(input.file)
    const problems = checkPolicy(spec).map((problem) => ({ ...problem, ...placeOf(problem.field) }))
    return [{ source: file, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) }]
  }
  const vault = await chooseVaultInGroup(ctx, input.vault)
  const policies =
    input.name === undefined
      ? (await readPolicies(ctx.session, vault)).policies
      : [await requirePolicy(ctx, vault, input.name)]
  return [...policies].sort((a, b) => compareNames(a.name, b.name)).map(({ name, spec }) => lintLive(name, spec))
}

function lintLive(source: string, spec: PolicySpec): LintedPolicy {
  return { source, problems: checkPolicy(spec).map((problem) => ({ ...problem, line: null, column: null })) }
}

/** 10 when there is a finding at or above the severity. */
export function lintExitCode(result: LintPolicyResult, failOn: Severity): number {
  const problems = result.flatMap((policy) => policy.problems)
  return problems.some((problem) => failOn === 'warning' || isError(problem)) ? EXIT_CODES.findings : EXIT_CODES.done
}

/** The problems one by one, each with its place when it is in a file. */
export function lintFindings(result: LintPolicyResult): Finding[] {
  return result.flatMap(({ source, problems }) =>
    problems.map(({ severity, field, message, fix, line, column }) => ({
      severity,
      message: `${source}: ${field}: ${message} ${fix}`,
      ...(line !== null && column !== null ? { place: { file: source, line, column } } : {}),
    })),
  )
}
