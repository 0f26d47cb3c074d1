import type { MockContext } from '../../context.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import type { Placed } from '../scope.js'
import { referenceInvalid } from './errors.js'

/** Refuses a security group that is not there, or lies in another region. */
export function requireSecurityGroup(ctx: MockContext, user: Placed, sent: JsonObject): void {
  const id = securityGroupOf(sent)
  if (id === '') return
  const group = ctx.state.network.securityGroups[id.toLowerCase()]
  if (group?.location !== user.location) throw referenceInvalid(id, user.id)
}

/** Ids of the interfaces that refer to a security group. */
export function nicsOfGroup(ctx: MockContext, groupId: string): string[] {
  return Object.values(ctx.state.network.networkInterfaces)
    .filter((nic) => sameName(securityGroupOf(nic.properties), groupId))
    .map((nic) => nic.id)
}

/** Ids of the subnets that refer to a security group. */
export function subnetsOfGroup(ctx: MockContext, groupId: string): string[] {
  return Object.values(ctx.state.network.virtualNetworks).flatMap((network) =>
    network.subnets
      .filter((subnet) => sameName(subnet.securityGroupId, groupId))
      .map((subnet) => `${network.id}/subnets/${subnet.name}`),
  )
}

function securityGroupOf(properties: JsonObject): string {
  return textOf(objectOf(properties.networkSecurityGroup).id) ?? ''
}
