import type { ArmCall, ArmReply } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { compact, type JsonObject, listOf, numberOf, objectOf, sameName, spell, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { requireAccount } from './handlers.js'
import type { ContainerRecord, StorageAccountRecord } from './state.js'

const TYPE = 'Microsoft.Storage/storageAccounts/blobServices/containers'
const SECOND_MS = 1000
/** What an infinite lease has for its length. Source: docs, lease container. */
const FOREVER = -1

/** GET of the containers of an account, by name; `$filter` is how a name begins. */
export function listContainers(ctx: MockContext, call: ArmCall): ArmReply {
  const account = requireAccount(ctx, call)
  const { $filter = '', $maxpagesize } = call.query
  const rows = containersOf(account).filter(({ name }) => name.startsWith($filter))
  const pageSize = Math.max(1, Math.min(ctx.settings.pageSize, Number($maxpagesize) || ctx.settings.pageSize))
  return pageReply(call, rows, { pageSize, toBody: (row) => containerBody(account, row, propertiesOf(ctx, row)) })
}

/** GET of one container. */
export function getContainer(ctx: MockContext, call: ArmCall): ArmReply {
  const { account, container } = requireContainer(ctx, call)
  const properties = { ...propertiesOf(ctx, container), ...detailsOf(container) }
  return { status: 200, body: containerBody(account, container, properties) }
}

/** PUT of a container: 201, or 200 for one that is there already. */
export function putContainer(ctx: MockContext, call: ArmCall): ArmReply {
  const account = requireAccount(ctx, call)
  const known = findContainer(account, call.params.container)
  const container = known ?? makeContainer(ctx, account, requireName(call.params.container ?? ''))
  return { status: known ? 200 : 201, body: containerBody(account, container, propertiesOf(ctx, container)) }
}

/** DELETE of a container and of all that is in it: 200, or 204 when there is none. */
export function deleteContainer(ctx: MockContext, call: ArmCall): ArmReply {
  const account = requireAccount(ctx, call)
  const container = findContainer(account, call.params.container)
  if (!container) return { status: 204 }
  const refusal = deleteRefusal(ctx, container)
  if (refusal) throw refusal
  account.containers = containersOf(account).filter((row) => row !== container)
  return { status: 200 }
}

/** POST that adds tags to the legal hold. */
export function setLegalHold(ctx: MockContext, call: ArmCall): ArmReply {
  return changeLegalHold(ctx, call, (tags, named) => [...tags, ...named])
}

/** POST that takes tags off the legal hold. */
export function clearLegalHold(ctx: MockContext, call: ArmCall): ArmReply {
  return changeLegalHold(ctx, call, (tags) => tags)
}

/** `change` gets the tags that are not named, and those that are. */
function changeLegalHold(
  ctx: MockContext,
  call: ArmCall,
  change: (others: readonly string[], named: readonly string[]) => readonly string[],
): ArmReply {
  const { container } = requireContainer(ctx, call)
  const named = listOf(call.body.tags).map(spell)
  const others = (container.holdTags ?? []).filter((tag) => !named.includes(tag))
  container.holdTags = [...change(others, named)]
  touch(ctx, container)
  return { status: 200, body: { hasLegalHold: container.holdTags.length > 0, tags: container.holdTags } }
}

/** PUT of the immutability policy of a container, which is not locked yet. */
export function putImmutability(ctx: MockContext, call: ArmCall): ArmReply {
  const { account, container } = requireContainer(ctx, call)
  const days = numberOf(objectOf(call.body.properties).immutabilityPeriodSinceCreationInDays) ?? 0
  container.immutability = { days, state: 'Unlocked' }
  touch(ctx, container)
  return policyReply(account, container)
}

/** POST that locks it: from then on the container stays as long as it holds anything. */
export function lockImmutability(ctx: MockContext, call: ArmCall): ArmReply {
  const { account, container } = requireContainer(ctx, call)
  if (!container.immutability) throw refusalOf('The container has no immutability policy.')
  container.immutability.state = 'Locked'
  touch(ctx, container)
  return policyReply(account, container)
}

/** POST that takes a lease of a container, or gives it back. */
export function leaseContainer(ctx: MockContext, call: ArmCall): ArmReply {
  const { container } = requireContainer(ctx, call)
  const isTaken = sameName(textOf(call.body.action) ?? '', 'Acquire')
  const seconds = numberOf(call.body.leaseDuration) ?? FOREVER
  delete container.lease
  if (!isTaken) return { status: 200, body: {} }
  container.lease = seconds === FOREVER ? {} : { untilMs: ctx.now() + seconds * SECOND_MS }
  return { status: 200, body: { leaseId: textOf(call.body.proposedLeaseId) ?? ctx.random.guid() } }
}

/** Makes a container in an account. */
export function makeContainer(ctx: MockContext, account: StorageAccountRecord, name: string): ContainerRecord {
  const container: ContainerRecord = { name, changedMs: ctx.now() }
  account.containers = [...containersOf(account), container].sort((a, b) => (a.name < b.name ? -1 : 1))
  return container
}

function containersOf({ containers }: StorageAccountRecord): ContainerRecord[] {
  return containers ?? []
}

function findContainer(account: StorageAccountRecord, name: string | undefined): ContainerRecord | undefined {
  return containersOf(account).find((row) => row.name === name)
}

function requireContainer(
  ctx: MockContext,
  call: ArmCall,
): { account: StorageAccountRecord; container: ContainerRecord } {
  const account = requireAccount(ctx, call)
  const container = findContainer(account, call.params.container)
  if (!container) throw new ArmError(404, 'ContainerNotFound', 'The specified container does not exist.')
  return { account, container }
}

/** Source: docs, "Naming and referencing containers"; the code is that of other failures (see UNSURE.md). */
function requireName(name: string): string {
  if (/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return name
  throw new ArmError(400, 'ContainerOperationFailure', `The specified resource name '${name}' is not valid.`)
}

/** A policy that is not locked stops nobody here. Sources: docs of the data plane; az passes such policies by this way. See UNSURE.md. */
function deleteRefusal(ctx: MockContext, container: ContainerRecord): ArmError | undefined {
  if (container.holdTags?.length) return refusalOf('The container has one or more legal holds.')
  if (container.immutability?.state === 'Locked') return refusalOf('The container has a locked immutability policy.')
  if (!isLeased(ctx, container)) return undefined
  return refusalOf('There is currently a lease on the container and no lease ID was specified in the request.')
}

function refusalOf(message: string): ArmError {
  return new ArmError(409, 'ContainerOperationFailure', message)
}

function isLeased(ctx: MockContext, { lease }: ContainerRecord): boolean {
  return lease !== undefined && (lease.untilMs ?? Number.POSITIVE_INFINITY) > ctx.now()
}

function touch(ctx: MockContext, container: ContainerRecord): void {
  container.changedMs = ctx.now()
}

function containerBody(account: StorageAccountRecord, { name, changedMs }: ContainerRecord, properties: JsonObject) {
  const id = `${account.id}/blobServices/default/containers/${name}`
  return { id, name, type: TYPE, etag: etagOf(changedMs), properties }
}

function propertiesOf(ctx: MockContext, container: ContainerRecord): JsonObject {
  const { changedMs, lease, holdTags = [], immutability } = container
  const leased = isLeased(ctx, container)
  return compact({
    publicAccess: 'None',
    leaseStatus: leased ? 'Locked' : 'Unlocked',
    leaseState: leased ? 'Leased' : 'Available',
    leaseDuration: leased ? (lease?.untilMs === undefined ? 'Infinite' : 'Fixed') : undefined,
    lastModifiedTime: isoOf(changedMs),
    hasImmutabilityPolicy: immutability !== undefined,
    hasLegalHold: holdTags.length > 0,
  })
}

/** What one container tells beyond its row in the list. */
function detailsOf({ holdTags = [], changedMs, immutability }: ContainerRecord): JsonObject {
  return compact({
    legalHold: { hasLegalHold: holdTags.length > 0, tags: holdTags.map((tag) => ({ tag })) },
    immutabilityPolicy: immutability && { etag: etagOf(changedMs), properties: policyProperties(immutability) },
  })
}

function policyReply(account: StorageAccountRecord, { name, changedMs, immutability }: ContainerRecord): ArmReply {
  const id = `${account.id}/blobServices/default/containers/${name}/immutabilityPolicies/default`
  const properties = immutability && policyProperties(immutability)
  const type = `${TYPE}/immutabilityPolicies`
  return { status: 200, body: { id, name: 'default', type, etag: etagOf(changedMs), properties } }
}

function policyProperties({ days, state }: NonNullable<ContainerRecord['immutability']>): JsonObject {
  return { immutabilityPeriodSinceCreationInDays: days, state }
}

const TICKS_PER_MS = 10_000n
/** Of 1970, counted from the year 1. */
const EPOCH_TICKS = 621_355_968_000_000_000n

/** Quoted: the moment of the last change in units of 100 ns. */
function etagOf(changedMs: number): string {
  const ticks = BigInt(Math.floor(changedMs)) * TICKS_PER_MS + EPOCH_TICKS
  return `"0x${ticks.toString(16).toUpperCase()}"`
}
