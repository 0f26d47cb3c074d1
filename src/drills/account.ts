import { readTokenClaims } from '../azure/auth-token.js'
import type { AppContext } from '../context.js'
import { tryRead } from '../core/read-each.js'
import type { DrillAccount } from '../model/drill.js'

/** Who is logged in, by the token alone. Null when it does not tell, or the login is lost: evidence is written all the same. */
export async function readAccount({ session }: Pick<AppContext, 'session'>): Promise<DrillAccount | null> {
  const { value } = await tryRead('login', async () => readTokenClaims((await session.login()).token) ?? null)
  if (value === null) return null
  const { name, kind, objectId, applicationId, tenantId } = value
  return { name, kind, objectId, applicationId, tenantId }
}
