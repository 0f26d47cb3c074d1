import type { MockContext } from '../../context.js'
import { compact, type JsonObject, listOf, objectOf, spell, textOf } from '../../json.js'
import type { Placed } from '../scope.js'
import { groupInUse, ruleConflict, valueMissing } from './errors.js'
import type { PartKind } from './part-handlers.js'
import { nicsOfGroup, subnetsOfGroup } from './references.js'
import type { NetworkPart } from './state.js'

const TYPE = 'Microsoft.Network/networkSecurityGroups'

/** Rules that every group has: direction, priority, access, source, destination. Source: docs, network security groups. */
const DEFAULT_RULES: Record<string, readonly [string, number, string, string, string]> = {
  AllowVnetInBound: ['Inbound', 65_000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'],
  AllowAzureLoadBalancerInBound: ['Inbound', 65_001, 'Allow', 'AzureLoadBalancer', '*'],
  DenyAllInBound: ['Inbound', 65_500, 'Deny', '*', '*'],
  AllowVnetOutBound: ['Outbound', 65_000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'],
  AllowInternetOutBound: ['Outbound', 65_001, 'Allow', '*', 'Internet'],
  DenyAllOutBound: ['Outbound', 65_500, 'Deny', '*', '*'],
}

/** Each rule has both forms of a range, the list of them empty where one is enough. */
const NO_LISTS = {
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
}

/** Network security groups. */
export const securityGroupKind: PartKind = {
  type: TYPE,
  table: 'securityGroups',
  complete: completeGroup,
  show: showGroup,
  requireUnused(ctx, group) {
    const users = [...nicsOfGroup(ctx, group.id), ...subnetsOfGroup(ctx, group.id)]
    if (users.length > 0) throw groupInUse(group.id, users)
  },
}

/** A rule of a PUT, refused without what every rule needs. */
export function readRule(groupId: string, sent: JsonObject): JsonObject {
  const properties = objectOf(sent.properties)
  const name = textOf(sent.name)
  if (name === undefined) throw valueMissing('properties.securityRules.name', groupId)
  for (const member of ['access', 'direction', 'priority', 'protocol']) {
    if (properties[member] === undefined) throw valueMissing(`properties.${member}`, `${groupId}/securityRules/${name}`)
  }
  return { name, properties }
}

/** Refuses two rules of a direction that have the same priority. */
export function requireDistinct(rules: readonly JsonObject[]): void {
  const known = new Map<string, string>()
  for (const { name, properties } of rules) {
    const { direction, priority } = objectOf(properties)
    const key = `${spell(direction).toLowerCase()} ${spell(priority)}`
    const rival = known.get(key)
    if (rival !== undefined) throw ruleConflict(spell(name), rival)
    known.set(key, spell(name))
  }
}

/** A rule as the wire shows it. */
export function ruleBody(
  groupId: string,
  rule: JsonObject,
  kind: 'securityRules' | 'defaultSecurityRules',
): JsonObject {
  return {
    name: rule.name,
    id: `${groupId}/${kind}/${rule.name}`,
    type: `${TYPE}/${kind}`,
    properties: { provisioningState: 'Succeeded', ...NO_LISTS, ...objectOf(rule.properties) },
  }
}

function completeGroup(_ctx: MockContext, place: Placed, sent: JsonObject): JsonObject {
  const securityRules = listOf(sent.securityRules).map((rule) => readRule(place.id, objectOf(rule)))
  requireDistinct(securityRules)
  return { securityRules }
}

function showGroup(ctx: MockContext, group: NetworkPart): JsonObject {
  const idsOf = (ids: string[]) => (ids.length > 0 ? ids.map((id) => ({ id })) : undefined)
  return compact({
    securityRules: listOf(group.properties.securityRules).map((rule) =>
      ruleBody(group.id, objectOf(rule), 'securityRules'),
    ),
    defaultSecurityRules: Object.entries(DEFAULT_RULES).map(([name, rule]) => {
      const [direction, priority, access, sourceAddressPrefix, destinationAddressPrefix] = rule
      const ports = { protocol: '*', sourcePortRange: '*', destinationPortRange: '*' }
      const properties = { ...ports, sourceAddressPrefix, destinationAddressPrefix, access, priority, direction }
      return ruleBody(group.id, { name, properties }, 'defaultSecurityRules')
    }),
    networkInterfaces: idsOf(nicsOfGroup(ctx, group.id)),
    subnets: idsOf(subnetsOfGroup(ctx, group.id)),
  })
}
