import type { AppContext } from '../context.js'
import { AzbkError } from '../core/errors.js'
import type { PolicySpec } from '../model/policy.js'
import type { Problem } from '../model/policy-problem.js'
import { checkPolicy, isError } from '../model/policy-rules.js'
import { count } from '../view/format.js'

/** Throws all errors of a policy as one usage error, warnings with them; warnings alone are told and pass. */
export function requireValid(ctx: AppContext, spec: PolicySpec, typed: readonly Problem[]): void {
  const problems = [...typed, ...checkPolicy(spec)]
  const errors = problems.filter(isError)
  if (errors.length === 0) {
    for (const { field, message, fix } of problems) ctx.warn(`${field}: ${message} ${fix}`)
    return
  }
  const head = `The policy has ${count(errors.length, 'problem')}:`
  const lines = errors.map(({ field, message, fix }) => `  ${field}: ${message} ${fix}`)
  throw new AzbkError({
    code: 'POLICY_INVALID',
    message: [head, ...lines].join('\n'),
    exit: 'usage',
    suggestions: ['Mend all of them; `azbk policy lint` checks a file without sending anything.'],
    details: { problems },
  })
}
