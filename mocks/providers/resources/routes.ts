import type { Route } from '../../arm-types.js'
import { deleteGroup, getGroupDeletion } from './group-delete.js'
import { getGroup, listGroups, patchGroup, putGroup } from './groups.js'
import { getMetadata } from './metadata.js'
import { getProvider, listProviders, registerProvider, unregisterProvider } from './registration.js'
import { listResources } from './resource-list.js'
import { getSubscription, listLocations, listSubscriptions, listTenants } from './subscriptions.js'
import { deleteTagName, deleteTagValue, listTagNames, putTagName, putTagValue } from './tag-names.js'
import { deleteTags, getTags, patchTags, putTags } from './tags.js'

const SUBSCRIPTION = '/subscriptions/:sub'
const GROUP = `${SUBSCRIPTION}/resourceGroups/:rg`
const RESOURCE = `${GROUP}/providers/:ns/:type/:name`
const TAGS = '/providers/Microsoft.Resources/tags/default'
const TAG_NAMES = `${SUBSCRIPTION}/tagNames`

/** Tenants, subscriptions, regions, resource groups, resources, provider registration. */
export const resourcesRoutes: Route[] = [
  { method: 'GET', pattern: '/metadata/endpoints', handler: getMetadata },
  { method: 'GET', pattern: '/tenants', handler: listTenants },
  { method: 'GET', pattern: '/subscriptions', handler: listSubscriptions },
  { method: 'GET', pattern: SUBSCRIPTION, handler: getSubscription },
  { method: 'GET', pattern: `${SUBSCRIPTION}/locations`, handler: listLocations },
  { method: 'GET', pattern: `${SUBSCRIPTION}/resources`, handler: listResources },
  { method: 'GET', pattern: `${SUBSCRIPTION}/resourceGroups`, handler: listGroups },
  { method: 'GET', pattern: GROUP, handler: getGroup },
  { method: 'HEAD', pattern: GROUP, handler: getGroup },
  { method: 'PUT', pattern: GROUP, handler: putGroup },
  { method: 'PATCH', pattern: GROUP, handler: patchGroup },
  { method: 'DELETE', pattern: GROUP, handler: deleteGroup },
  { method: 'GET', pattern: `${GROUP}/resources`, handler: listResources },
  { method: 'GET', pattern: `${SUBSCRIPTION}/operationresults/:operation`, handler: getGroupDeletion },
  { method: 'GET', pattern: `${SUBSCRIPTION}/providers`, handler: listProviders },
  { method: 'GET', pattern: `${SUBSCRIPTION}/providers/:ns`, handler: getProvider },
  { method: 'POST', pattern: `${SUBSCRIPTION}/providers/:ns/register`, handler: registerProvider },
  { method: 'POST', pattern: `${SUBSCRIPTION}/providers/:ns/unregister`, handler: unregisterProvider },
  { method: 'GET', pattern: TAG_NAMES, handler: listTagNames },
  { method: 'PUT', pattern: `${TAG_NAMES}/:tag`, handler: putTagName },
  { method: 'DELETE', pattern: `${TAG_NAMES}/:tag`, handler: deleteTagName },
  { method: 'PUT', pattern: `${TAG_NAMES}/:tag/tagValues/:value`, handler: putTagValue },
  { method: 'DELETE', pattern: `${TAG_NAMES}/:tag/tagValues/:value`, handler: deleteTagValue },
  ...[SUBSCRIPTION, GROUP, RESOURCE].flatMap((scope): Route[] => [
    { method: 'GET', pattern: `${scope}${TAGS}`, handler: getTags },
    { method: 'PUT', pattern: `${scope}${TAGS}`, handler: putTags },
    { method: 'PATCH', pattern: `${scope}${TAGS}`, handler: patchTags },
    { method: 'DELETE', pattern: `${scope}${TAGS}`, handler: deleteTags },
  ]),
]
