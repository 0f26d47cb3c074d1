import type { ArmCall } from '../arm-types.js'
import type { MockContext } from '../context.js'
import { ArmError, providerNotRegistered } from '../errors.js'
import { isObject, type JsonObject, textOf } from '../json.js'
import { isRegion, regionName } from '../service/region-pairs.js'
import { LOCATIONS } from './resources/locations.js'
import type { Placed } from './scope.js'

/** 409 of ARM for a write to a provider that the subscription has not registered. */
export function requireRegistered(ctx: MockContext, call: ArmCall, namespace: string): void {
  const subscription = ctx.state.resources.subscriptions[(call.params.sub ?? '').toLowerCase()]
  if (subscription?.providers[namespace.toLowerCase()] !== 'Registered') throw providerNotRegistered(namespace)
}

/** Region of a PUT: required, known, and the one the resource already has. Messages as ARM writes them. */
export function requireLocation(call: ArmCall, type: string, known: Placed | undefined): string {
  const sent = textOf(call.body.location)
  if (sent === undefined) {
    if (known) return known.location
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.')
  }
  const location = regionName(sent)
  if (!isRegion(location)) throw locationUnknown(sent, type)
  if (known && known.location !== location) throw locationChanged(known, location)
  return location
}

/** Tags of a PUT or PATCH: name -> text, 50 at most. */
export function readTags(call: ArmCall): { tags?: JsonObject } {
  const { tags } = call.body
  return tags === undefined || tags === null ? {} : { tags: requireTags(tags) }
}

/** The value as tags, or ARM's refusal. */
export function requireTags(tags: unknown): JsonObject {
  if (!isObject(tags) || Object.values(tags).some((value) => typeof value !== 'string')) {
    throw new ArmError(400, 'InvalidTagValue', 'Tags must be an object whose values are text.')
  }
  if (Object.keys(tags).length > 50) {
    throw new ArmError(400, 'TooManyTags', 'The tags exceed the limit of 50 tags for a resource.')
  }
  return tags
}

function locationUnknown(sent: string, type: string): ArmError {
  const regions = LOCATIONS.map((row) => row.name).join(',')
  return new ArmError(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${sent}' is not available for resource type '${type}'. List of available regions for the resource type is '${regions}'.`,
  )
}

function locationChanged(known: Placed, location: string): ArmError {
  return new ArmError(
    409,
    'InvalidResourceLocation',
    `The resource '${known.name}' already exists in location '${known.location}' in resource group '${known.group}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  )
}
