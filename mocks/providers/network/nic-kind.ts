import type { MockContext } from '../../context.js'
import { type JsonObject, objectOf } from '../../json.js'
import { nicInUse } from './errors.js'
import { completeNic } from './nic-put.js'
import { configurationsOf, findNic, NIC_TYPE, nicsWhere } from './nics.js'
import type { PartKind } from './part-handlers.js'
import type { NetworkPart } from './state.js'

/** Network interfaces. Source of the shape: recordings of vm create, 2022. */
export const nicKind: PartKind = {
  type: NIC_TYPE,
  table: 'networkInterfaces',
  where: nicsWhere,
  find: findNic,
  complete: completeNic,
  show: showNic,
  requireUnused(_ctx, nic) {
    if (nic.virtualMachineId !== undefined) throw nicInUse(nic.id, nic.virtualMachineId)
  },
}

function showNic(ctx: MockContext, nic: NetworkPart): JsonObject {
  const ipConfigurations = configurationsOf(nic).map(({ name, properties }) => ({
    name,
    id: `${nic.id}/ipConfigurations/${name}`,
    type: `${NIC_TYPE}/ipConfigurations`,
    properties: { provisioningState: 'Succeeded', ...objectOf(properties) },
  }))
  const { dnsServers = [] } = objectOf(nic.properties.dnsSettings)
  const held = {
    macAddress: macAddressOf(ctx, nic),
    primary: true,
    virtualMachine: { id: nic.virtualMachineId },
  }
  return {
    enableAcceleratedNetworking: false,
    enableIPForwarding: false,
    ...nic.properties,
    ipConfigurations,
    dnsSettings: { dnsServers, appliedDnsServers: [] },
    ...(nic.virtualMachineId === undefined ? {} : held),
  }
}

/** In Microsoft's range; an interface gets it with its VM. */
function macAddressOf(ctx: MockContext, nic: NetworkPart): string {
  const tail = Math.floor(ctx.random.of(`${nic.id.toLowerCase()}|mac`) * 0x1000000)
  const pairs = tail.toString(16).padStart(6, '0').toUpperCase().match(/../g) ?? []
  return ['00', '0D', '3A', ...pairs].join('-')
}
