import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { type JsonObject, sameName } from '../../json.js'
import { inScope } from '../scope.js'
import { requireSubscription } from './subscriptions.js'
import { resourceTables } from './tables.js'

/** How often each tag is used: name -> value -> resources. */
type Usage = Map<string, Map<string, number>>

/** GET of the tag names of a subscription: those that were announced, and those in use. Case and bodies not verified. */
export function listTagNames(ctx: MockContext, call: ArmCall): ArmReply {
  const usage = usageOf(ctx, call)
  return { status: 200, body: { value: [...usage].map(([name, values]) => nameBody(call, name, values)) } }
}

/** PUT of a tag name: 201 when new. */
export function putTagName(ctx: MockContext, call: ArmCall): ArmReply {
  const { tag = '' } = call.params
  const names = namesOf(ctx, call)
  const known = findName(names, tag)
  if (known === undefined) names[tag] = []
  const name = known ?? tag
  return { status: known ? 200 : 201, body: nameBody(call, name, usageOf(ctx, call).get(name) ?? new Map()) }
}

/** PUT of a value of a tag name: 201 when new. */
export function putTagValue(ctx: MockContext, call: ArmCall): ArmReply {
  const { value = '' } = call.params
  const { name, values } = requireName(ctx, call)
  const isKnown = values.includes(value)
  if (!isKnown) values.push(value)
  return { status: isKnown ? 200 : 201, body: valueBody(call, { name, value, count: countOf(ctx, call, value) }) }
}

/** DELETE of a tag name: 204 when there is none, 409 while it is used. */
export function deleteTagName(ctx: MockContext, call: ArmCall): ArmReply {
  const names = namesOf(ctx, call)
  const name = findName(names, call.params.tag)
  if (name === undefined) return { status: 204 }
  if ((names[name] ?? []).length > 0 || countOf(ctx, call) > 0) throw tagInUse(name)
  delete names[name]
  return { status: 200 }
}

/** DELETE of a value: 204 when there is none, 409 while a resource carries it. */
export function deleteTagValue(ctx: MockContext, call: ArmCall): ArmReply {
  const { tag, value = '' } = call.params
  const names = namesOf(ctx, call)
  const name = findName(names, tag)
  const values = name === undefined ? [] : (names[name] ?? [])
  if (name === undefined || !values.includes(value)) return { status: 204 }
  if (countOf(ctx, call, value) > 0) throw tagInUse(name)
  names[name] = values.filter((row) => row !== value)
  return { status: 200 }
}

function namesOf(ctx: MockContext, call: ArmCall): Record<string, string[]> {
  const subscription = requireSubscription(ctx, call)
  subscription.tagNames ??= {}
  return subscription.tagNames
}

function findName(names: Record<string, string[]>, tag: string | undefined): string | undefined {
  return Object.keys(names).find((name) => sameName(name, tag))
}

function requireName(ctx: MockContext, call: ArmCall): { name: string; values: string[] } {
  const names = namesOf(ctx, call)
  const name = findName(names, call.params.tag)
  const values = name === undefined ? undefined : names[name]
  if (name === undefined || !values) {
    throw new ArmError(404, 'TagNotFound', `The tag '${call.params.tag}' could not be found.`)
  }
  return { name, values }
}

function usageOf(ctx: MockContext, call: ArmCall): Usage {
  const announced = Object.entries(requireSubscription(ctx, call).tagNames ?? {})
  const usage: Usage = new Map(announced.map(([name, values]) => [name, new Map(values.map((value) => [value, 0]))]))
  for (const { rows } of resourceTables(ctx)) {
    for (const row of Object.values(rows)) {
      if (!inScope(call, row)) continue
      for (const [name, value] of Object.entries(row.tags ?? {})) addUse(usage, name, String(value))
    }
  }
  return usage
}

function addUse(usage: Usage, name: string, value: string): void {
  const known = [...usage.keys()].find((key) => sameName(key, name)) ?? name
  const values = usage.get(known) ?? new Map<string, number>()
  usage.set(known, values.set(value, (values.get(value) ?? 0) + 1))
}

/** Resources that carry the tag of the path, with the value or with any. */
function countOf(ctx: MockContext, call: ArmCall, value?: string): number {
  const [, values] = [...usageOf(ctx, call)].find(([name]) => sameName(name, call.params.tag)) ?? []
  return [...(values ?? [])].reduce(
    (sum, [key, count]) => (value === undefined || key === value ? sum + count : sum),
    0,
  )
}

function nameBody(call: ArmCall, name: string, values: Map<string, number>): JsonObject {
  const total = [...values.values()].reduce((sum, count) => sum + count, 0)
  return {
    id: idOf(call, name),
    tagName: name,
    count: { type: 'Total', value: total },
    values: [...values].map(([value, count]) => valueBody(call, { name, value, count })),
  }
}

function valueBody(call: ArmCall, row: { name: string; value: string; count: number }): JsonObject {
  const { name, value, count } = row
  return { id: `${idOf(call, name)}/tagValues/${value}`, tagValue: value, count: { type: 'Total', value: count } }
}

function idOf(call: ArmCall, name: string): string {
  return `/subscriptions/${call.params.sub}/tagNames/${name}`
}

function tagInUse(name: string): ArmError {
  return new ArmError(409, 'TagInUse', `The tag '${name}' still has values or is used by resources.`)
}
