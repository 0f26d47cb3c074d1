import { type Address, parseAddress } from './address.js'
import type { ArmCall, ArmReply, ArmRequest, Route } from './arm-types.js'
import { isoOf } from './clock.js'
import type { MockContext } from './context.js'
import {
  ArmError,
  invalidBody,
  missingApiVersion,
  notModelled,
  resourceGroupNotFound,
  subscriptionNotFound,
} from './errors.js'
import { isDeeperThan, isObject, type JsonObject } from './json.js'
import { withMishaps } from './mishaps.js'
import { requireAccess } from './providers/authorization/access.js'
import { requireUnlocked } from './providers/authorization/locks.js'
import { groupKey } from './providers/resources/state.js'
import { quotaHeaders } from './quota-headers.js'
import { createRouteFinder } from './router.js'
import { admit } from './throttle.js'

/** ARM's front door: one request in, one answer out, never an exception. */
export type ArmDoor = (request: ArmRequest) => ArmReply

/** Builds the front door over the routes of all providers. */
export function createArmDoor(ctx: MockContext, routes: readonly Route[]): ArmDoor {
  const findRoute = createRouteFinder(routes)
  return (request) => {
    const address = parseAddress(request.url)
    const reply = answer(withMishaps(ctx, request), { request, address, findRoute })
    return { ...reply, headers: { ...standardHeaders(ctx, request, address.path, reply.status), ...reply.headers } }
  }
}

type Found = { request: ArmRequest; address: Address; findRoute: ReturnType<typeof createRouteFinder> }

function answer(ctx: MockContext, { request, address, findRoute }: Found): ArmReply {
  try {
    const apiVersion = address.query['api-version']
    if (!apiVersion) throw missingApiVersion()
    const { origin, path, query, trailingSlash, segments } = address
    const found = findRoute(request.method, segments)
    const caller = request.caller ?? ctx.settings.caller
    requireSubscription(ctx, segments)
    // Whoever has no role does not learn which groups there are.
    if (found) requireAccess({ caller, path }, found.route)
    requireGroup(ctx, segments)
    if (!found) throw notModelled(request.method, path, apiVersion)
    const call: ArmCall = {
      method: request.method,
      origin,
      path,
      apiVersion,
      params: found.params,
      query,
      body: request.json ?? parseBody(request.body),
      headers: request.headers,
      trailingSlash,
      caller,
    }
    const quota = admit(ctx, call, found.route)
    requireUnlocked(ctx, call)
    const reply = found.route.handler(ctx, call)
    return { ...reply, headers: { ...quota, ...reply.headers } }
  } catch (error) {
    if (error instanceof ArmError) return { status: error.status, headers: error.headers, body: error.toBody() }
    throw error
  }
}

/** Unknown subscriptions and groups are ARM's to refuse, before any provider sees the request. */
function requireSubscription({ state }: MockContext, [root, id]: readonly string[]): void {
  if (root?.toLowerCase() !== 'subscriptions' || id === undefined) return
  if (!state.resources.subscriptions[id.toLowerCase()]) throw subscriptionNotFound(id)
}

function requireGroup({ state }: MockContext, [root, id, kind, group, ...rest]: readonly string[]): void {
  if (root?.toLowerCase() !== 'subscriptions' || kind?.toLowerCase() !== 'resourcegroups') return
  if (id === undefined || group === undefined || rest.length === 0) return
  if (!state.resources.groups[groupKey(id, group)]) throw resourceGroupNotFound(group)
}

/** The usual bound of JSON readers on Azure's side: see UNSURE.md. Far deeper ones could not be saved. */
const DEEPEST_BODY = 64

/** The az client puts a template file into the body of a deployment behind a name without quotes; ARM takes that. */
const BARE_TEMPLATE = /^(\{"properties": \{[^\n]*, )template:/

function parseBody(text: string): JsonObject {
  if (text.trim() === '') return {}
  try {
    const body = parseJson(text)
    if (isObject(body) && !isDeeperThan(body, DEEPEST_BODY)) return body
  } catch {
    throw invalidBody()
  }
  throw invalidBody()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(text.replace(BARE_TEMPLATE, '$1"template":'))
  }
}

function standardHeaders(ctx: MockContext, request: ArmRequest, path: string, status: number) {
  const requestId = ctx.random.guid()
  return {
    'content-type': 'application/json; charset=utf-8',
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id': request.headers['x-ms-correlation-request-id'] ?? requestId,
    'x-azbk-mock-time': isoOf(ctx.now()),
    ...(status < 400 ? quotaHeaders(request.method, path) : {}),
  }
}
