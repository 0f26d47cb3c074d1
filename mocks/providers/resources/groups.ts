import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError, resourceGroupNotFound } from '../../errors.js'
import { compact, type JsonObject, sameName, textOf } from '../../json.js'
import { parseFilter } from '../../odata.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation } from '../resource-checks.js'
import { groupKey, type ResourceGroupRecord } from './state.js'
import { hasTag } from './tag-filter.js'

const TYPE = 'Microsoft.Resources/resourceGroups'

/** GET of the groups of a subscription; `tagName eq 'a' and tagValue eq 'b'` filters. */
export function listGroups(ctx: MockContext, call: ArmCall): ArmReply {
  const filter = parseFilter(call.query.$filter)
  const rows = Object.values(ctx.state.resources.groups).filter(
    (group) => sameName(group.subscriptionId, call.params.sub) && hasTag(group.tags, filter),
  )
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: groupBody })
}

/** GET and HEAD of one group. */
export function getGroup(ctx: MockContext, call: ArmCall): ArmReply {
  if (call.method === 'HEAD') return { status: findGroup(ctx, call) ? 204 : 404 }
  return { status: 200, body: groupBody(requireGroup(ctx, call)) }
}

/** PUT of a group: 201 when new, 200 when it was there. */
export function putGroup(ctx: MockContext, call: ArmCall): ArmReply {
  const { sub = '', rg = '' } = call.params
  const known = findGroup(ctx, call)
  if (!/^[-\w.()]{1,90}$/.test(rg) || rg.endsWith('.')) throw groupNameInvalid(rg)
  const place = { id: known?.id ?? `/subscriptions/${sub}/resourceGroups/${rg}`, name: known?.name ?? rg }
  const group: ResourceGroupRecord = {
    ...place,
    subscriptionId: sub,
    location: requireGroupLocation(call, known),
    ...readTags(call),
  }
  ctx.state.resources.groups[groupKey(sub, rg)] = group
  return { status: known ? 200 : 201, body: groupBody(group) }
}

/** PATCH of a group: its tags. */
export function patchGroup(ctx: MockContext, call: ArmCall): ArmReply {
  const group = Object.assign(requireGroup(ctx, call), readTags(call))
  return { status: 200, body: groupBody(group) }
}

/** The group of a path, or ARM's 404. */
export function requireGroup(ctx: MockContext, call: ArmCall): ResourceGroupRecord {
  const group = findGroup(ctx, call)
  if (!group) throw resourceGroupNotFound(call.params.rg ?? '')
  return group
}

function findGroup(ctx: MockContext, call: ArmCall): ResourceGroupRecord | undefined {
  return ctx.state.resources.groups[groupKey(call.params.sub ?? '', call.params.rg ?? '')]
}

/** A group keeps its region; ARM has a code of its own for that. */
function requireGroupLocation(call: ArmCall, known: ResourceGroupRecord | undefined): string {
  const location = requireLocation(call, TYPE, undefined)
  if (!known || known.location === location) return location
  throw new ArmError(
    409,
    'InvalidResourceGroupLocation',
    `Invalid resource group location '${textOf(call.body.location)}'. The Resource group already exists in location '${known.location}'.`,
  )
}

function groupNameInvalid(name: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceGroup',
    `The provided resource group name '${name}' has these invalid characters or ends with a period. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
  )
}

function groupBody(group: ResourceGroupRecord): JsonObject {
  return compact({
    id: group.id,
    name: group.name,
    type: TYPE,
    location: group.location,
    tags: group.tags,
    properties: { provisioningState: group.provisioningState ?? 'Succeeded' },
  })
}
