import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError, resourceNotFound } from '../../errors.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import { requireTags } from '../resource-checks.js'
import { requireGroup } from './groups.js'
import { requireSubscription } from './subscriptions.js'
import { findResource } from './tables.js'

const MARK = '/providers/Microsoft.Resources/tags/default'

/** GET of the tags of a subscription, a group or a resource. */
export function getTags(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: tagsBody(call, requireTagged(ctx, call)) }
}

/** PUT: these tags and no others. */
export function putTags(ctx: MockContext, call: ArmCall): ArmReply {
  return writeTags(ctx, call, (_present, sent) => sent)
}

/** PATCH: `operation` says whether the tags are added, put in the place of the others, or taken away. */
export function patchTags(ctx: MockContext, call: ArmCall): ArmReply {
  const operation = textOf(call.body.operation)
  const patch = PATCHES.find((row) => sameName(row.operation, operation))
  if (!patch) {
    throw new ArmError(400, 'InvalidTagPatchOperation', `The tag patch operation '${operation}' is not valid.`)
  }
  return writeTags(ctx, call, patch.change)
}

/** DELETE: no tags. */
export function deleteTags(ctx: MockContext, call: ArmCall): ArmReply {
  delete requireTagged(ctx, call).tags
  return { status: 200 }
}

type TagChange = (present: JsonObject, sent: JsonObject) => JsonObject

const PATCHES: readonly { operation: string; change: TagChange }[] = [
  {
    operation: 'Merge',
    change: (present, sent) => ({ ...without(present, (name) => hasName(sent, name)), ...sent }),
  },
  { operation: 'Replace', change: (_present, sent) => sent },
  { operation: 'Delete', change: (present, sent) => without(present, (name, value) => hasName(sent, name, value)) },
]

function writeTags(ctx: MockContext, call: ArmCall, change: TagChange): ArmReply {
  const tagged = requireTagged(ctx, call)
  const sent = requireTags(objectOf(call.body.properties).tags ?? {})
  tagged.tags = requireTags(change(tagged.tags ?? {}, sent))
  return { status: 200, body: tagsBody(call, tagged) }
}

/** Names of tags are compared without case, values with it. */
function hasName(tags: JsonObject, name: string, value?: unknown): boolean {
  return Object.entries(tags).some(
    ([key, text]) => sameName(key, name) && (value === undefined || text === '' || text === value),
  )
}

function without(tags: JsonObject, isGone: (name: string, value: unknown) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(tags).filter(([name, value]) => !isGone(name, value)))
}

function requireTagged(ctx: MockContext, call: ArmCall): { tags?: JsonObject } {
  const { rg, ns, type = '', name = '' } = call.params
  if (rg === undefined) return requireSubscription(ctx, call)
  if (ns === undefined) return requireGroup(ctx, call)
  const resource = findResource(ctx, scopeOf(call))
  if (!resource) throw resourceNotFound(`${ns}/${type}`, name, rg)
  return resource
}

function scopeOf(call: ArmCall): string {
  return call.path.slice(0, -MARK.length)
}

function tagsBody(call: ArmCall, { tags }: { tags?: JsonObject }): JsonObject {
  const id = `${scopeOf(call)}${MARK}`
  return { id, name: 'default', type: 'Microsoft.Resources/tags', properties: { tags: tags ?? {} } }
}
