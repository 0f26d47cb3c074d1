import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { LoginError, noUsers, resourceUnknown, tenantNotFound } from './errors.js'
import { findCaller, MACHINE_CALLER } from './identities.js'
import { type Form, readAudience, readCaller } from './token-request.js'
import { TOKEN_LIFE_SECONDS, type TokenIssuer } from './tokens.js'

/** What logging in needs. Times are wall time, in ms. */
export interface LoginParts {
  issuer: TokenIssuer
  tenantId: string
  now(): number
}

/** Names that stand for the only tenant: that of AD FS, those of several tenants, its domain. */
const TENANT_ALIASES = ['adfs', 'common', 'organizations', 'contoso.onmicrosoft.com']

/** Where tenants live. Some clients put the tenant behind the login endpoint of AD FS as well, which has none. */
const AUTHORITIES = ['/:tenant', '/adfs/:tenant']

/** The login service: OpenID configuration, tokens for service principals, and the identity endpoints of machines. */
export function createLoginApp(parts: LoginParts): Hono {
  // Some clients put a slash at the end of paths, before the query.
  const app = new Hono({ strict: false })
  const inTenant = (handler: (c: Context) => Response | Promise<Response>) => (c: Context) => {
    const tenant = (c.req.param('tenant') ?? '').toLowerCase()
    if (tenant !== parts.tenantId && !TENANT_ALIASES.includes(tenant)) throw tenantNotFound(tenant)
    return handler(c)
  }
  const configuration = inTenant((c) => c.json(openIdConfiguration(authorityOf(c), parts.tenantId)))
  const keys = inTenant(async (c) => c.json(await parts.issuer.keys()))
  const token = inTenant(async (c) => c.json(await tokenFor(parts, await readForm(c), originOf(c))))
  const refuseUsers = inTenant(() => {
    throw noUsers()
  })

  app.get('/common/discovery/instance', (c) => c.json(instanceDiscovery(originOf(c), parts.tenantId)))
  for (const authority of AUTHORITIES) {
    for (const version of ['', '/v2.0']) {
      app.get(`${authority}${version}/.well-known/openid-configuration`, configuration)
      app.get(`${authority}/discovery${version}/keys`, keys)
      app.post(`${authority}/oauth2${version}/token`, token)
      app.post(`${authority}/oauth2${version}/devicecode`, refuseUsers)
      app.all(`${authority}/oauth2${version}/authorize`, refuseUsers)
    }
  }
  app.all('/msi/token', async (c) => machineToken(c, parts))
  app.get('/metadata/identity/oauth2/token', async (c) => machineToken(c, parts))
  app.onError((error, c) => {
    if (!(error instanceof LoginError)) throw error
    return c.json(error.toBody(), error.status as ContentfulStatusCode)
  })
  return app
}

/** Whatever the type says: the only form that a login service takes. */
async function readForm(c: Context): Promise<Form> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()))
}

function originOf(c: Context): string {
  return new URL(c.req.url).origin
}

/** The authority of a request for its configuration. */
function authorityOf(c: Context): string {
  return `${originOf(c)}${c.req.path.replace(/(\/v2\.0)?\/\.well-known\/.*$/, '')}`
}

/** What Azure says of a login host that it does not know: that it is its own description. */
function instanceDiscovery(origin: string, tenantId: string) {
  return {
    tenant_discovery_endpoint: `${origin}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [],
  }
}

/** Clients want the token endpoint's path to have a segment at least. AZURE-CLIENTS.md section 2. */
function openIdConfiguration(authority: string, tenantId: string) {
  const { origin, pathname } = new URL(authority)
  const isAdfs = pathname.toLowerCase().startsWith('/adfs')
  const version = isAdfs ? '' : '/v2.0'
  return {
    issuer: isAdfs ? `${origin}/adfs` : `${origin}/${tenantId}/v2.0`,
    authorization_endpoint: `${authority}/oauth2${version}/authorize`,
    token_endpoint: `${authority}/oauth2${version}/token`,
    device_authorization_endpoint: `${authority}/oauth2${version}/devicecode`,
    jwks_uri: `${authority}/discovery${version}/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code', 'id_token', 'token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['openid', 'profile', 'offline_access'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'oid', 'appid'],
  }
}

async function tokenFor(parts: LoginParts, form: Form, origin: string) {
  const caller = readCaller(form, parts.now())
  const audience = requireAudience(readAudience(form) ?? `${origin}/`, origin)
  return {
    token_type: 'Bearer',
    expires_in: TOKEN_LIFE_SECONDS,
    ext_expires_in: TOKEN_LIFE_SECONDS,
    access_token: await parts.issuer.issue(caller, audience),
  }
}

/** Tokens are given out for this server and for what Azure itself knows. */
function requireAudience(audience: string, origin: string): string {
  const isAzure = /^https:\/\/([\w-]+\.)*(azure\.(com|net)|windows\.net|microsoft\.com)\/?$/i.test(audience)
  const isOwn = URL.canParse(audience) && new URL(audience).origin === origin
  if (!isAzure && !isOwn) throw resourceUnknown(audience)
  return audience
}

/**
 * All three forms of a machine's identity: of a VM, of an app service, and what `MSI_ENDPOINT` means to az. Refusals: docs,
 * error handling of managed identities on VMs.
 */
async function machineToken(c: Context, parts: LoginParts): Promise<Response> {
  const hasProof = ['metadata', 'secret', 'x-identity-header'].some((name) => c.req.header(name) !== undefined)
  if (!hasProof)
    return c.json({ error: 'bad_request_102', error_description: 'Required metadata header not specified' }, 400)
  const form: Form = c.req.method === 'POST' ? await readForm(c) : c.req.query()
  const clientId = form.client_id ?? form.clientid
  const caller = clientId === undefined ? MACHINE_CALLER : findCaller(clientId)
  if (!caller) return c.json({ error: 'invalid_request', error_description: 'Identity not found' }, 400)
  const resource = requireAudience(readAudience(form) ?? `${originOf(c)}/`, originOf(c))
  const nowSeconds = Math.floor(parts.now() / 1000)
  return c.json({
    access_token: await parts.issuer.issue(caller, resource),
    client_id: caller.clientId,
    expires_in: String(TOKEN_LIFE_SECONDS),
    expires_on: String(nowSeconds + TOKEN_LIFE_SECONDS),
    ext_expires_in: String(TOKEN_LIFE_SECONDS),
    not_before: String(nowSeconds),
    resource,
    token_type: 'Bearer',
  })
}
