import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { compact, type JsonObject, sameName } from '../../json.js'
import { parseFilter } from '../../odata.js'
import { pageReply } from '../../paging.js'
import { inScope, type Placed } from '../scope.js'
import { hasTag } from './tag-filter.js'

interface ResourceRow extends Placed {
  type: string
  tags?: JsonObject
  sku?: JsonObject
  kind?: string
  managedBy?: string
}

/**
 * GET of the resources of a subscription or a group. The filter knows resourceType, resourceGroup, name, location, tagName
 * and tagValue, joined by `and`.
 */
export function listResources(ctx: MockContext, call: ArmCall): ArmReply {
  const filter = parseFilter(call.query.$filter)
  const rows = allResources(ctx).filter((row) => inScope(call, row) && matches(row, filter) && hasTag(row.tags, filter))
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: resourceBody })
}

function allResources(ctx: MockContext): ResourceRow[] {
  const { compute, storage, network, backup } = ctx.state
  const typed = (type: string, table: Record<string, Omit<ResourceRow, 'type'>>) =>
    Object.values(table).map((row) => ({ ...row, type }))
  return [
    ...typed('Microsoft.Compute/virtualMachines', compute.virtualMachines),
    ...typed('Microsoft.Compute/disks', compute.disks),
    ...typed('Microsoft.Compute/snapshots', compute.snapshots),
    ...typed('Microsoft.Storage/storageAccounts', storage.accounts),
    ...typed('Microsoft.Network/virtualNetworks', network.virtualNetworks),
    ...typed('Microsoft.RecoveryServices/vaults', backup.vaults),
  ]
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

function resourceBody(row: ResourceRow): JsonObject {
  const { id, name, type, location, tags, sku, kind, managedBy } = row
  return compact({ id, name, type, sku, kind, managedBy, location, tags })
}
