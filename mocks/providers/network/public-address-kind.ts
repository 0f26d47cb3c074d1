import type { MockContext } from '../../context.js'
import { compact, type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import type { Placed } from '../scope.js'
import { addressText } from './cidr.js'
import { addressNotFree } from './errors.js'
import { configurationsOf, referenceOf } from './nics.js'
import type { PartKind } from './part-handlers.js'
import type { NetworkPart } from './state.js'

/** 198.18.0.0/15: kept for tests of networks, so that no invented address is anybody's. Source: RFC 2544. */
const TEST_RANGE = { first: 0xc6120000, size: 0x20000 }

/** Public addresses. Source of the shape: recordings of vm create, 2022. */
export const publicAddressKind: PartKind = {
  type: 'Microsoft.Network/publicIPAddresses',
  table: 'publicAddresses',
  complete: completeAddress,
  sku: { name: 'Basic', tier: 'Regional' },
  show: showAddress,
  requireUnused(ctx, address) {
    const holder = holderOf(ctx, address)
    if (holder) throw addressNotFree(address.id, holder.configurationId)
  },
}

function completeAddress(_ctx: MockContext, place: Placed, sent: JsonObject): JsonObject {
  const label = textOf(objectOf(sent.dnsSettings).domainNameLabel)
  const fqdn = `${label}.${place.location}.cloudapp.azure.com`
  return compact({
    publicIPAddressVersion: sent.publicIPAddressVersion ?? 'IPv4',
    publicIPAllocationMethod: sameName(textOf(sent.publicIPAllocationMethod), 'Static') ? 'Static' : 'Dynamic',
    idleTimeoutInMinutes: sent.idleTimeoutInMinutes ?? 4,
    dnsSettings: label === undefined ? undefined : { domainNameLabel: label, fqdn },
    ipTags: [],
  })
}

/** A dynamic address is there only while a VM that uses it has a host. */
function showAddress(ctx: MockContext, address: NetworkPart): JsonObject {
  const holder = holderOf(ctx, address)
  const vm = ctx.state.compute.virtualMachines[holder?.nic.virtualMachineId?.toLowerCase() ?? '']
  const isThere =
    address.properties.publicIPAllocationMethod === 'Static' || (vm !== undefined && vm.power !== 'deallocated')
  const place = Math.floor(ctx.random.of(`${address.id.toLowerCase()}|address`) * TEST_RANGE.size)
  return compact({
    ipAddress: isThere ? addressText(TEST_RANGE.first + place) : undefined,
    ...address.properties,
    ipConfiguration: holder && { id: holder.configurationId },
  })
}

function holderOf(ctx: MockContext, address: NetworkPart): { nic: NetworkPart; configurationId: string } | undefined {
  for (const nic of Object.values(ctx.state.network.networkInterfaces)) {
    const row = configurationsOf(nic).find((one) => sameName(referenceOf(one, 'publicIPAddress'), address.id))
    if (row) return { nic, configurationId: `${nic.id}/ipConfigurations/${row.name}` }
  }
  return undefined
}
