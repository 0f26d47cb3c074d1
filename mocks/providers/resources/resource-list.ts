import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { compact, type JsonObject, sameName, valuesOf } from '../../json.js'
import { parseFilter } from '../../odata.js'
import { pageReply } from '../../paging.js'
import { inScope } from '../scope.js'
import { type ResourceRecord, resourceTables } from './tables.js'
import { hasTag } from './tag-filter.js'

type ResourceRow = ResourceRecord & { type: string }

/**
 * GET of the resources of a subscription or a group. The filter knows resourceType, resourceGroup, name, location, tagName
 * and tagValue, joined by `and`; `$expand` adds createdTime and provisioningState.
 */
export function listResources(ctx: MockContext, call: ArmCall): ArmReply {
  const filter = parseFilter(call.query.$filter)
  const rows = allResources(ctx).filter((row) => inScope(call, row) && matches(row, filter) && hasTag(row.tags, filter))
  const expand = call.query.$expand ?? ''
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (row) => resourceBody(row, expand) })
}

function allResources(ctx: MockContext): ResourceRow[] {
  return resourceTables(ctx).flatMap(({ type, rows }) => valuesOf(rows).map((row) => ({ ...row, type })))
}

function matches(row: ResourceRow, filter: Record<string, string>): boolean {
  const values: Record<string, string> = {
    resourcetype: row.type,
    resourcegroup: row.group,
    name: row.name,
    location: row.location,
  }
  return Object.entries(filter).every(([key, value]) => values[key] === undefined || sameName(values[key], value))
}

function resourceBody(row: ResourceRow, expand: string): JsonObject {
  const { id, name, type, location, tags, sku, kind, managedBy, zones, properties } = row
  const createdTime = properties?.timeCreated ?? properties?.creationTime
  return compact({
    id,
    name,
    type,
    sku,
    kind,
    managedBy,
    location,
    zones,
    tags,
    createdTime: expand.includes('createdTime') ? createdTime : undefined,
    provisioningState: expand.includes('provisioningState')
      ? (properties?.provisioningState ?? 'Succeeded')
      : undefined,
  })
}
