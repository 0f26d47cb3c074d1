import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { type JsonObject, listOf, objectOf, sameName, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { requirePart } from './part-handlers.js'
import { readRule, requireDistinct, ruleBody, securityGroupKind } from './security-group-kind.js'

/** GET of the rules of a group, without the default ones. */
export function listRules(ctx: MockContext, call: ArmCall): ArmReply {
  const { id, rules } = rulesOf(ctx, call)
  const toBody = (rule: JsonObject) => ruleBody(id, rule, 'securityRules')
  return pageReply(call, rules, { pageSize: ctx.settings.pageSize, toBody })
}

/** GET of one rule. */
export function getRule(ctx: MockContext, call: ArmCall): ArmReply {
  const { id, known } = rulesOf(ctx, call)
  if (!known) throw new ArmError(404, 'NotFound', `Resource ${id}/securityRules/${call.params.rule} not found.`)
  return { status: 200, body: ruleBody(id, known, 'securityRules') }
}

/** PUT of one rule: 201 when new. */
export function putRule(ctx: MockContext, call: ArmCall): ArmReply {
  const { id, rules, known, store } = rulesOf(ctx, call)
  const rule = readRule(id, { name: known?.name ?? call.params.rule, properties: call.body.properties })
  const changed = known ? rules.map((row) => (row === known ? rule : row)) : [...rules, rule]
  requireDistinct(changed)
  store(changed)
  return { status: known ? 200 : 201, body: ruleBody(id, rule, 'securityRules') }
}

/** DELETE of one rule: 204 when there is none. */
export function deleteRule(ctx: MockContext, call: ArmCall): ArmReply {
  const { rules, known, store } = rulesOf(ctx, call)
  if (!known) return { status: 204 }
  store(rules.filter((row) => row !== known))
  return { status: 200 }
}

function rulesOf(ctx: MockContext, call: ArmCall) {
  const group = requirePart(ctx, call, securityGroupKind)
  const rules = listOf(group.properties.securityRules).map(objectOf)
  return {
    id: group.id,
    rules,
    known: rules.find((row) => sameName(textOf(row.name), call.params.rule)),
    store(changed: JsonObject[]) {
      group.properties.securityRules = changed
    },
  }
}
