import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import type { JsonObject } from '../../json.js'
import { pageReply } from '../../paging.js'
import { inScope } from '../scope.js'
import { LOCATIONS } from './locations.js'
import { requireSubscription } from './subscriptions.js'
import { resourceTables } from './tables.js'

/** Providers that a backup client needs, with the types they offer. */
const PROVIDERS = [
  { name: 'Microsoft.RecoveryServices', types: ['vaults', 'locations'] },
  {
    name: 'Microsoft.Compute',
    types: [
      'virtualMachines',
      'virtualMachines/extensions',
      'availabilitySets',
      'disks',
      'snapshots',
      'locations',
      'locations/publishers',
    ],
  },
  { name: 'Microsoft.Storage', types: ['storageAccounts'] },
  {
    name: 'Microsoft.Network',
    types: [
      'virtualNetworks',
      'virtualNetworks/subnets',
      'networkInterfaces',
      'networkSecurityGroups',
      'publicIPAddresses',
    ],
  },
  { name: 'Microsoft.Authorization', types: ['locks', 'permissions'] },
  { name: 'Microsoft.Resources', types: ['resourceGroups', 'subscriptions', 'deployments', 'tags'] },
] as const

/** Registered in every subscription from its first day. */
const ALWAYS_REGISTERED = ['microsoft.authorization', 'microsoft.resources']

/** GET of all providers. */
export function listProviders(ctx: MockContext, call: ArmCall): ArmReply {
  const toBody = (row: (typeof PROVIDERS)[number]) => providerBody(ctx, call, row.name)
  return pageReply(call, PROVIDERS, { pageSize: PROVIDERS.length, toBody })
}

/** GET of one provider. */
export function getProvider(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: providerBody(ctx, call, call.params.ns ?? '') }
}

/** POST unregister: refused while the subscription holds resources of the provider. */
export function unregisterProvider(ctx: MockContext, call: ArmCall): ArmReply {
  const subscription = requireSubscription(ctx, call)
  const { name } = requireProvider(call.params.ns ?? '')
  const isUsed = resourceTables(ctx).some(
    ({ type, rows }) => type.startsWith(`${name}/`) && Object.values(rows).some((row) => inScope(call, row)),
  )
  if (isUsed) throw providerInUse(name)
  subscription.providers[name.toLowerCase()] = 'NotRegistered'
  return { status: 200, body: providerBody(ctx, call, name) }
}

/** POST register: the state is Registering for about 70 real seconds. */
export function registerProvider(ctx: MockContext, call: ArmCall): ArmReply {
  const subscription = requireSubscription(ctx, call)
  const namespace = requireProvider(call.params.ns ?? '').name.toLowerCase()
  if (registrationState(ctx, call, namespace) === 'NotRegistered') {
    subscription.providers[namespace] = 'Registering'
    const dueMs = ctx.now() + ctx.timings.duration('registerProvider', ctx.random.of(`${namespace}|${ctx.now()}`))
    ctx.schedule({ kind: 'provider-registered', subscriptionId: subscription.id.toLowerCase(), namespace }, dueMs)
  }
  return { status: 200, body: providerBody(ctx, call, namespace) }
}

function providerBody(ctx: MockContext, call: ArmCall, namespace: string): JsonObject {
  const { name, types } = requireProvider(namespace)
  return {
    id: `/subscriptions/${requireSubscription(ctx, call).id}/providers/${name}`,
    namespace: name,
    resourceTypes: types.map((resourceType) => ({
      resourceType,
      locations: LOCATIONS.map((row) => row.displayName),
      apiVersions: ['2024-04-01'],
    })),
    registrationState: registrationState(ctx, call, name),
    registrationPolicy: 'RegistrationRequired',
  }
}

function registrationState(ctx: MockContext, call: ArmCall, namespace: string): string {
  const key = namespace.toLowerCase()
  if (ALWAYS_REGISTERED.includes(key)) return 'Registered'
  return requireSubscription(ctx, call).providers[key] ?? 'NotRegistered'
}

function providerInUse(name: string): ArmError {
  return new ArmError(
    409,
    'CannotUnregisterRPInUse',
    `Cannot unregister the resource provider '${name}' because the subscription still holds resources of it.`,
  )
}

function requireProvider(namespace: string): (typeof PROVIDERS)[number] {
  const provider = PROVIDERS.find((row) => row.name.toLowerCase() === namespace.toLowerCase())
  if (provider) return provider
  throw new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`)
}
