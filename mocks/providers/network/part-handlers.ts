import type { ArmCall, Handler } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { compact, isObject, type JsonObject, objectOf, spell } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, type Placed, placeOf, resourceIdOf } from '../scope.js'
import type { NetworkPart, NetworkTable } from './state.js'

/** What is different between interfaces, security groups and public addresses. */
export interface PartKind {
  type: string
  table: NetworkTable
  /** Those in a place; the stored ones when absent. */
  where?(ctx: MockContext, isThere: (row: Placed) => boolean): NetworkPart[]
  /** One of them; a stored one when absent. */
  find?(ctx: MockContext, id: string): NetworkPart | undefined
  /** Properties that a PUT makes. Throws to refuse. */
  complete(ctx: MockContext, place: Placed, sent: JsonObject): JsonObject
  /** SKU of a PUT that names none. */
  sku?: JsonObject
  /** Properties as the wire shows them. */
  show(ctx: MockContext, part: NetworkPart): JsonObject
  /** Throws while something uses it. */
  requireUnused(ctx: MockContext, part: NetworkPart): void
}

/** The operations that they have in common. All are done at once. */
export interface PartHandlers {
  get: Handler
  list: Handler
  put: Handler
  patch: Handler
  remove: Handler
}

/** Handlers of one kind. */
export function partHandlers(kind: PartKind): PartHandlers {
  const bodyOf = (ctx: MockContext, part: NetworkPart) => partBody(ctx, kind, part)
  const tableOf = (ctx: MockContext) => ctx.state.network[kind.table]
  return {
    get: (ctx, call) => ({ status: 200, body: bodyOf(ctx, requirePart(ctx, call, kind)) }),
    list(ctx, call) {
      const isThere = (row: Placed) => inScope(call, row)
      const rows = kind.where?.(ctx, isThere) ?? Object.values(tableOf(ctx)).filter(isThere)
      return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (part) => bodyOf(ctx, part) })
    },
    put(ctx, call) {
      requireRegistered(ctx, call, 'Microsoft.Network')
      const known = findPart(ctx, call, kind)
      const part = readPart(ctx, call, { kind, known })
      tableOf(ctx)[part.id.toLowerCase()] = part
      return { status: known ? 200 : 201, body: bodyOf(ctx, part) }
    },
    patch(ctx, call) {
      const part = { ...requirePart(ctx, call, kind), ...readTags(call) }
      tableOf(ctx)[part.id.toLowerCase()] = part
      return { status: 200, body: bodyOf(ctx, part) }
    },
    remove(ctx, call) {
      const part = findPart(ctx, call, kind)
      if (!part) return { status: 204 }
      kind.requireUnused(ctx, part)
      delete tableOf(ctx)[part.id.toLowerCase()]
      return { status: 200 }
    },
  }
}

/** The part of a path, or ARM's 404. */
export function requirePart(ctx: MockContext, call: ArmCall, kind: PartKind): NetworkPart {
  const part = findPart(ctx, call, kind)
  if (!part) throw resourceNotFound(kind.type, call.params.name ?? '', call.params.rg ?? '')
  return part
}

function readPart(
  ctx: MockContext,
  call: ArmCall,
  made: { kind: PartKind; known: NetworkPart | undefined },
): NetworkPart {
  const { kind, known } = made
  const place = { ...placeOf(call, kind.type, known), location: requireLocation(call, kind.type, known) }
  const sku = isObject(call.body.sku) ? { ...kind.sku, ...call.body.sku } : (known?.sku ?? kind.sku)
  return {
    ...place,
    ...readTags(call),
    ...(Array.isArray(call.body.zones) ? { zones: call.body.zones.map(spell) } : {}),
    ...(sku ? { sku } : {}),
    properties: kind.complete(ctx, place, objectOf(call.body.properties)),
    ...(known?.virtualMachineId === undefined ? {} : { virtualMachineId: known.virtualMachineId }),
  }
}

function findPart(ctx: MockContext, call: ArmCall, kind: PartKind): NetworkPart | undefined {
  const id = resourceIdOf(call, kind.type)
  return kind.find ? kind.find(ctx, id) : ctx.state.network[kind.table][id.toLowerCase()]
}

function partBody(ctx: MockContext, kind: PartKind, part: NetworkPart): JsonObject {
  const { name, id, location, zones, tags, sku } = part
  const properties = { provisioningState: 'Succeeded', ...kind.show(ctx, part) }
  return compact({ name, id, type: kind.type, location, zones, tags, sku, properties })
}
