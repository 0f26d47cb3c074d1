import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { sameName, valuesOf } from '../../json.js'
import { inScope, type Placed } from '../scope.js'
import { limitOf, usageBody } from '../usages.js'
import type { NetworkState } from './state.js'

/** What a subscription may have of each in a region. Source: docs, networking limits; a sample of the rows. */
const ROWS: readonly { table: keyof NetworkState; value: string; localizedValue: string; limit: number }[] = [
  { table: 'virtualNetworks', value: 'VirtualNetworks', localizedValue: 'Virtual Networks', limit: 1000 },
  { table: 'securityGroups', value: 'NetworkSecurityGroups', localizedValue: 'Network Security Groups', limit: 5000 },
  { table: 'networkInterfaces', value: 'NetworkInterfaces', localizedValue: 'Network Interfaces', limit: 65_536 },
  { table: 'publicAddresses', value: 'PublicIPAddresses', localizedValue: 'Public IP Addresses', limit: 1000 },
]

/** GET of what a region holds of networks and their parts. Interfaces that are only worked out do not count. */
export function listUsages(ctx: MockContext, call: ArmCall): ArmReply {
  const { sub = '', location = '' } = call.params
  const value = ROWS.map(({ table, limit, ...name }) => {
    const rows = valuesOf<Placed>(ctx.state.network[table]).filter(
      (row) => inScope(call, row) && sameName(row.location, location),
    )
    const id = `/subscriptions/${sub}/providers/Microsoft.Network/locations/${location}/usages/${name.value}`
    const set = limitOf(ctx, { name: name.value, location, subscriptionId: sub })
    return { id, ...usageBody(name, rows.length, set ?? limit) }
  })
  return { status: 200, body: { value } }
}
