import { notFoundError, usageError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { compareNames, nameKey, sameName } from '../core/names.js'
import { armGet, armList } from './arm-request.js'
import type { AzureSession } from './session.js'

const API_VERSION = '2022-12-01'
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A subscription that the login can see. */
export interface Subscription {
  readonly id: string
  readonly name: string
  readonly tenantId: string | null
  /** `Enabled`, `Warned`, `PastDue`, `Disabled` or `Deleted`. */
  readonly state: string
}

interface SubscriptionRow {
  readonly subscriptionId?: string
  readonly displayName?: string
  readonly tenantId?: string
  readonly state?: string
}

/** Every subscription of the login, by name; read once per session. */
function listSubscriptions(session: AzureSession): Promise<Subscription[]> {
  return session.once('subscriptions', async () => {
    const call = { what: 'listing the subscriptions', path: '/subscriptions', apiVersion: API_VERSION }
    const rows = await armList<SubscriptionRow>(session, call)
    return rows.map(toSubscription).sort((a, b) => compareNames(a.name, b.name))
  })
}

/** One subscription by its id; an error that says so when the login cannot see it. */
export async function getSubscription(session: AzureSession, id: string): Promise<Subscription> {
  const call = { what: `reading subscription ${id}`, path: `/subscriptions/${id}`, apiVersion: API_VERSION }
  return toSubscription(await armGet<SubscriptionRow>(session, call))
}

/** The id behind an id or a display name. Ids are taken as they are: the first call to one says whether it exists. */
export async function subscriptionIdOf(session: AzureSession, idOrName: string): Promise<string> {
  if (GUID.test(idOrName)) return idOrName
  const known = await listSubscriptions(session)
  const matches = known.filter(({ name }) => sameName(name, idOrName))
  const [first, ...others] = matches
  if (first === undefined) {
    const list =
      known.length === 0 ? 'The login sees no subscription at all.' : `The login sees: ${known.map(label).join(', ')}.`
    throw notFoundError('SUBSCRIPTION_NOT_FOUND', `No subscription is named '${idOrName}'. ${list}`, [
      'Check the name, or log in to the tenant that has it: `az login --tenant <tenant>`.',
    ])
  }
  if (others.length === 0) return first.id
  throw usageError(
    'SUBSCRIPTION_AMBIGUOUS',
    `${matches.length} subscriptions are named '${idOrName}': ${matches.map(label).join(', ')}.`,
    ['Name it by its id.'],
  )
}

export interface SubscriptionScope {
  readonly session: AzureSession
  /** Ids or names, or the one word `all`. */
  readonly settings: { readonly subscriptions: readonly string[] }
}

/** The subscriptions that a reading verb covers: those of --subscription, every one for `all`, else the default. */
export async function resolveSubscriptions(ctx: SubscriptionScope): Promise<string[]> {
  const { settings, session } = ctx
  const named = settings.subscriptions
  if (named.length === 0) return [session.subscriptionId()]
  if (named.some((name) => sameName(name, 'all'))) {
    const seen = await listSubscriptions(session)
    const usable = seen.filter(({ state }) => state !== 'Disabled' && state !== 'Deleted').map(({ id }) => id)
    if (usable.length > 0) return usable
    throw notFoundError('NO_SUBSCRIPTION_VISIBLE', 'This login sees no usable subscription.', [
      '`azbk whoami` shows who is logged in.',
    ])
  }
  const ids: string[] = []
  for (const name of named) ids.push(await subscriptionIdOf(session, name))
  return distinctBy(ids, nameKey)
}

function toSubscription(row: SubscriptionRow): Subscription {
  return {
    id: row.subscriptionId ?? '',
    name: row.displayName ?? row.subscriptionId ?? '',
    tenantId: row.tenantId ?? null,
    state: row.state ?? 'Unknown',
  }
}

function label({ name, id }: Subscription): string {
  return `${name} (${id})`
}
