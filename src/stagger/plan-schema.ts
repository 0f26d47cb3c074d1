import { policyFileSchema } from '../policies/file-schema.js'
import { OBJECTIVES } from '../slots/objective.js'
import { DST_MODES } from '../slots/zones.js'
import { PLAN_KIND } from './plan-file.js'

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string', minLength: 1 }
const name: Schema = { type: ['string', 'null'] }
const number: Schema = { type: 'number' }
const day: Schema = { type: 'integer', minimum: 1 }

/** An object that may hold more than is checked here: the verifier judges what it means. */
function open(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties }
}

function listOf(items: Schema): Schema {
  return { type: 'array', items }
}

function policySpec(): Schema {
  const { $schema, title, description, ...rest } = policyFileSchema()
  return rest
}

/** The shape without which a saved plan cannot even be looked at: it may have been edited by hand. */
export function planSchema(): Schema {
  return open({
    kind: { const: PLAN_KIND },
    schemaVersion: { const: 1 },
    from: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    objective: { enum: OBJECTIVES },
    seed: number,
    dst: { enum: DST_MODES },
    limits: { type: 'object' },
    basis: open({
      source: { enum: ['azure', 'inventory'] },
      subscriptions: listOf(text),
      vaults: listOf(open({ key: text, fingerprint: text })),
    }),
    policies: listOf(open({ vault: text, name: text, like: name, spec: policySpec(), day })),
    moves: listOf(
      open({ machine: text, name: text, vault: text, from: name, to: text, reason: { type: 'string' }, day }),
    ),
    summary: open({ before: { type: 'object' }, after: { type: 'object' } }),
    days: { type: 'integer', minimum: 0 },
    certificate: listOf({ type: 'object' }),
    conflicts: listOf({ type: 'object' }),
    findings: listOf({ type: 'object' }),
  })
}
