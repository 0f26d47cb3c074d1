import type { MockContext } from '../../context.js'
import type { JsonObject } from '../../json.js'
import type { Placed } from '../scope.js'

/** A resource as lists and tags see it, whatever its type. */
export interface ResourceRecord extends Placed {
  tags?: JsonObject
  sku?: JsonObject
  kind?: string
  managedBy?: string
  zones?: string[]
  properties?: JsonObject
}

/** The resources of one type, by lower-case id. */
export interface ResourceTable {
  type: string
  rows: Record<string, ResourceRecord>
}

/** Every table that holds resources of a resource group. */
export function resourceTables(ctx: MockContext): ResourceTable[] {
  const { compute, storage, network, backup } = ctx.state
  return [
    { type: 'Microsoft.Compute/virtualMachines', rows: compute.virtualMachines },
    { type: 'Microsoft.Compute/disks', rows: compute.disks },
    { type: 'Microsoft.Compute/snapshots', rows: compute.snapshots },
    { type: 'Microsoft.Compute/diskEncryptionSets', rows: compute.diskEncryptionSets },
    { type: 'Microsoft.Compute/diskAccesses', rows: compute.diskAccesses },
    { type: 'Microsoft.Compute/availabilitySets', rows: compute.availabilitySets },
    { type: 'Microsoft.Storage/storageAccounts', rows: storage.accounts },
    { type: 'Microsoft.Network/virtualNetworks', rows: network.virtualNetworks },
    { type: 'Microsoft.Network/networkInterfaces', rows: network.networkInterfaces },
    { type: 'Microsoft.Network/networkSecurityGroups', rows: network.securityGroups },
    { type: 'Microsoft.Network/publicIPAddresses', rows: network.publicAddresses },
    { type: 'Microsoft.RecoveryServices/vaults', rows: backup.vaults },
  ]
}

/** The resource of an id, whatever its type and case. */
export function findResource(ctx: MockContext, id: string): ResourceRecord | undefined {
  const key = id.toLowerCase()
  return resourceTables(ctx)
    .map(({ rows }) => rows[key])
    .find((row) => row !== undefined)
}
