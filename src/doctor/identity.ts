import type { TokenClaims } from '../azure/auth-token.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'

/** Who is logged in, as the token says. */
export interface Identity {
  /** A user's sign-in name, or an application's name or id. */
  readonly name: string | null
  readonly kind: 'user' | 'application' | null
  readonly objectId: string | null
  readonly applicationId: string | null
  readonly tenantId: string | null
  readonly expiresAt: Instant
}

export function describeIdentity(claims: TokenClaims | undefined, expiresOnTimestamp: number): Identity {
  return {
    name: claims?.name ?? null,
    kind: claims?.kind ?? null,
    objectId: claims?.objectId ?? null,
    applicationId: claims?.applicationId ?? null,
    tenantId: claims?.tenantId ?? null,
    expiresAt: new Date(expiresOnTimestamp).toISOString(),
  }
}

/** Where permissions are looked up: the resource group that was named, else the subscription. */
export function scopeOf({ session, settings }: Pick<AppContext, 'session' | 'settings'>): string {
  const subscription = `/subscriptions/${session.subscriptionId()}`
  return settings.resourceGroup === null ? subscription : `${subscription}/resourceGroups/${settings.resourceGroup}`
}
