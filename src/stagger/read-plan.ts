import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type AzbkError, refusedError, usageError } from '../core/errors.js'
import { whyUnreadable } from '../core/read-text.js'
import { checkSchema } from '../core/yaml-check.js'
import { planDigest } from './fingerprint.js'
import { PLAN_KIND, type StaggerPlan } from './plan-file.js'
import { planSchema } from './plan-schema.js'

export interface SavedPlan {
  readonly plan: StaggerPlan
  /** SHA-256 of the file. */
  readonly digest: string
}

const MAKE_ANOTHER = 'Make a plan with `azbk stagger plan --out plan.json`.'

/**
 * Reads a plan that `stagger plan` wrote, as far as its shape goes: what it means is for the verifier.
 *
 * @throws PLAN_UNREADABLE, PLAN_INVALID (2), PLAN_NEWER, PLAN_EDITED (6)
 */
export async function readPlan(file: string): Promise<SavedPlan> {
  const bytes = await readBytes(file)
  const content = parse(file, bytes.toString('utf8'))
  const { kind, schemaVersion } = (content ?? {}) as { kind?: unknown; schemaVersion?: unknown }
  if (kind !== PLAN_KIND) throw usageError('PLAN_INVALID', `${file} is no stagger plan.`, [MAKE_ANOTHER])
  if (typeof schemaVersion === 'number' && schemaVersion > 1) {
    throw refusedError('PLAN_NEWER', `${file} has schemaVersion ${schemaVersion}; this azbk reads 1.`, [
      'Use the azbk that made it, or a newer one.',
      MAKE_ANOTHER,
    ])
  }
  const problems = await checkSchema(content, { schema: planSchema() })
  if (problems.length > 0) {
    const lines = problems.map(({ message }) => `\n  - ${message}`).join('')
    throw usageError('PLAN_INVALID', `${file} is no whole stagger plan:${lines}`, [MAKE_ANOTHER])
  }
  const plan = content as StaggerPlan
  if (plan.digest !== undefined && plan.digest !== planDigest(plan)) throw edited(file)
  return { plan, digest: createHash('sha256').update(bytes).digest('hex') }
}

/** The verifier counts what a plan does; what it says of itself beyond that, nobody can. */
function edited(file: string): AzbkError {
  return refusedError('PLAN_EDITED', `${file} is not as it was saved: its content does not fit its digest.`, [
    'Make the plan again with what you want of it: --pin, --vm, --window and --profile of `azbk stagger plan`.',
    "To go on with the edited one, take its 'digest' out: its policies and moves are checked all the same.",
  ])
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw usageError('PLAN_UNREADABLE', `Plan ${file} cannot be read: ${whyUnreadable(error)}.`, [MAKE_ANOTHER])
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw usageError('PLAN_INVALID', `${file} is not JSON: ${(error as Error).message}.`, [MAKE_ANOTHER])
  }
}
