import type { PolicySpec } from '../model/policy.js'
import { POLICY_TEMPLATES, type TemplateName } from '../model/policy-templates.js'
import { readPolicyFile } from './file.js'
import { applyInput, isEmptyInput, type PolicyInput, type WishedSpec } from './wish.js'

/** Where a policy's content comes from: a file or a template, with flags over it. */
export interface PolicySourceInput extends PolicyInput {
  readonly file?: string | undefined
  readonly template?: TemplateName | undefined
}

/** The content that was asked for; flags alone start from `current`, or from the default policy. */
export async function readDesired(input: PolicySourceInput, current?: PolicySpec): Promise<WishedSpec> {
  return applyInput((await baseOf(input)) ?? current, input)
}

async function baseOf({ file, template }: PolicySourceInput): Promise<PolicySpec | undefined> {
  if (file !== undefined) return (await readPolicyFile(file)).spec
  return template && POLICY_TEMPLATES[template]
}

/** True when neither a file, nor a template, nor a flag says what the policy is to be. */
export function isEmptySource(input: PolicySourceInput): boolean {
  return input.file === undefined && input.template === undefined && isEmptyInput(input)
}
