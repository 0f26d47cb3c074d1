import { usageError } from './errors.js'
import { sameName } from './names.js'

/** A full Azure resource id, in the case Azure (or the user) gave it. */
export type ArmId = string & { readonly __brand: 'ArmId' }

export interface ArmIdParts {
  readonly subscriptionId: string
  /** Absent for subscription-level resources. */
  readonly resourceGroup?: string
  /** e.g. `Microsoft.RecoveryServices`; absent for a resource group. */
  readonly provider?: string
  /** Type and name pairs in order, e.g. `[['vaults', 'v1'], ['backupPolicies', 'p1']]`. */
  readonly path: readonly (readonly [type: string, name: string])[]
}

/** Parts of an id, or undefined when the text is not one. Literal words are matched without case. */
export function tryParseArmId(text: string): ArmIdParts | undefined {
  const segments = text.trim().replace(/\/+$/, '').split('/')
  if (segments.shift() !== '' || segments.some((segment) => segment === '')) return undefined
  const take = (word: string): string | undefined => {
    if (!sameName(segments[0] ?? '', word) || segments[1] === undefined) return undefined
    return segments.splice(0, 2)[1]
  }
  const subscriptionId = take('subscriptions')
  if (subscriptionId === undefined) return undefined
  const resourceGroup = take('resourceGroups')
  const provider = take('providers')
  if (provider === undefined) {
    if (segments.length > 0) return undefined
    return { subscriptionId, ...(resourceGroup === undefined ? {} : { resourceGroup }), path: [] }
  }
  if (segments.length === 0 || segments.length % 2 !== 0) return undefined
  const path: [string, string][] = []
  for (let i = 0; i < segments.length; i += 2) path.push([segments[i] ?? '', segments[i + 1] ?? ''])
  return { subscriptionId, ...(resourceGroup === undefined ? {} : { resourceGroup }), provider, path }
}

/** Parts of an id; a usage error that quotes the text when it is not one. */
export function parseArmId(text: string): ArmIdParts {
  const parts = tryParseArmId(text)
  if (parts) return parts
  throw usageError('INVALID_RESOURCE_ID', `'${text}' is not an Azure resource id.`, [
    'A resource id looks like /subscriptions/<id>/resourceGroups/<group>/providers/<namespace>/<type>/<name>.',
  ])
}

export function formatArmId(parts: ArmIdParts): ArmId {
  const group = parts.resourceGroup === undefined ? '' : `/resourceGroups/${parts.resourceGroup}`
  const provider = parts.provider === undefined ? '' : `/providers/${parts.provider}`
  const path = parts.path.map(([type, name]) => `/${type}/${name}`).join('')
  return `/subscriptions/${parts.subscriptionId}${group}${provider}${path}` as ArmId
}

/** A resource as somebody wrote it; what was not written stays open. */
export interface ResourceName {
  readonly subscriptionId?: string
  readonly resourceGroup?: string
  readonly name: string
}

/** `name`, `group/name`, or the id of a resource of that type; undefined when the text is none of these. */
export function parseResourceName(text: string, type: string): ResourceName | undefined {
  if (!text.includes('/')) return { name: text }
  const parts = text.startsWith('/') ? tryParseArmId(text) : undefined
  if (parts === undefined) {
    const [resourceGroup = '', name = '', ...rest] = text.split('/')
    return resourceGroup !== '' && name !== '' && rest.length === 0 ? { resourceGroup, name } : undefined
  }
  const { subscriptionId, resourceGroup, path } = parts
  const [found, ...deeper] = path
  if (resourceGroup === undefined || deeper.length > 0 || !sameName(found?.[0] ?? '', type)) return undefined
  return { subscriptionId, resourceGroup, name: found?.[1] ?? '' }
}

/** Marks text that Azure itself sent as an id. */
export function armId(text: string): ArmId {
  return text as ArmId
}

export function sameArmId(a: string, b: string): boolean {
  return sameName(a.replace(/\/+$/, ''), b.replace(/\/+$/, ''))
}

/** The name of the resource an id points to: its last segment. */
export function armName(id: string): string {
  return id.replace(/\/+$/, '').split('/').at(-1) ?? ''
}
