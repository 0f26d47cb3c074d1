import type { TokenCredential } from '@azure/core-auth'
import type { HttpClient } from '@azure/core-rest-pipeline'
import type { Clock } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { loginError, rememberNetworkErrors } from './auth-errors.js'
import { githubAssertion } from './auth-github.js'
import type { AuthMode } from './auth-mode.js'
import { readyTokenCredential } from './auth-token.js'
import type { Cloud } from './clouds.js'

export interface LoginOptions {
  readonly mode: AuthMode
  readonly cloud: Cloud
  /** The tenant to log in to; null = the login's own. */
  readonly tenantId: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly httpClient: HttpClient
}

type Identity = typeof import('@azure/identity')

/** What every credential of the SDK is made with. */
interface CredentialOptions {
  readonly authorityHost: string
  readonly disableInstanceDiscovery: boolean
  readonly retryOptions: { readonly maxRetries: number }
  readonly httpClient: HttpClient
}

/** One way of logging in. */
interface Login {
  /** Variables that must be set; of alternatives in one entry, one is enough and the first is the usual. */
  readonly needs: readonly (readonly string[])[]
  /** Where the variables come from, for the error about missing ones. */
  readonly hint: string
  readonly make: (
    identity: Identity,
    vars: readonly string[],
    login: LoginOptions & { readonly common: CredentialOptions },
  ) => TokenCredential
}

const SERVICE_PRINCIPAL_HINT = 'A service principal needs its tenant, its application id and a secret or a certificate.'

/**
 * Each `--auth` that is not left to the SDK's own chain. Variables: the names of Azure's SDKs, of the AzureCLI and
 * AzurePowerShell tasks (AZURESUBSCRIPTION_*, SYSTEM_*) and of GitHub's runners (ACTIONS_*).
 */
const LOGINS: Readonly<Record<AuthMode, Login>> = {
  auto: {
    needs: [],
    hint: '',
    make: (identity, _vars, { common, tenantId }) =>
      new identity.DefaultAzureCredential({ ...common, ...(tenantId === null ? {} : { tenantId }) }),
  },
  cli: {
    needs: [],
    hint: '',
    make: (identity, _vars, { tenantId }) => new identity.AzureCliCredential(tenantId === null ? {} : { tenantId }),
  },
  env: {
    needs: [['AZURE_TENANT_ID'], ['AZURE_CLIENT_ID'], ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH']],
    hint: SERVICE_PRINCIPAL_HINT,
    make: (identity, [tenant = '', client = '', proof = ''], { common, cloud, env }) => {
      const tenantId = tenantOf(cloud, tenant)
      if (env.AZURE_CLIENT_SECRET) return new identity.ClientSecretCredential(tenantId, client, proof, common)
      const password = env.AZURE_CLIENT_CERTIFICATE_PASSWORD
      const certificate = { certificatePath: proof, ...(password ? { certificatePassword: password } : {}) }
      return new identity.ClientCertificateCredential(tenantId, client, certificate, common)
    },
  },
  managed: {
    needs: [],
    hint: '',
    make: (identity, _vars, { common, env }) =>
      new identity.ManagedIdentityCredential({
        ...common,
        ...(env.AZURE_CLIENT_ID ? { clientId: env.AZURE_CLIENT_ID } : {}),
      }),
  },
  workload: {
    needs: [['AZURE_TENANT_ID'], ['AZURE_CLIENT_ID'], ['AZURE_FEDERATED_TOKEN_FILE']],
    hint: 'On Kubernetes the workload-identity webhook sets them; label the pod azure.workload.identity/use: "true".',
    make: (identity, [tenantId = '', clientId = '', tokenFilePath = ''], { common }) =>
      new identity.WorkloadIdentityCredential({ ...common, tenantId, clientId, tokenFilePath }),
  },
  'azure-pipelines': {
    needs: [
      ['AZURESUBSCRIPTION_TENANT_ID', 'AZURE_TENANT_ID'],
      ['AZURESUBSCRIPTION_CLIENT_ID', 'AZURE_CLIENT_ID'],
      ['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID', 'AZURE_SERVICE_CONNECTION_ID'],
      ['SYSTEM_ACCESSTOKEN'],
      ['SYSTEM_OIDCREQUESTURI'],
    ],
    hint: 'Run in an AzureCLI or AzurePowerShell task, which sets AZURESUBSCRIPTION_*, and map SYSTEM_ACCESSTOKEN: $(System.AccessToken) under `env:`.',
    make: (identity, [tenant = '', client = '', connection = '', systemToken = ''], { common }) =>
      new identity.AzurePipelinesCredential(tenant, client, connection, systemToken, common),
  },
  'github-oidc': {
    needs: [
      ['AZURE_TENANT_ID'],
      ['AZURE_CLIENT_ID'],
      ['ACTIONS_ID_TOKEN_REQUEST_URL'],
      ['ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    ],
    hint: 'The workflow needs `permissions: id-token: write`, which makes GitHub set ACTIONS_*.',
    make: (identity, [tenant = '', client = '', url = '', requestToken = ''], { common, cloud, httpClient }) => {
      const assertion = githubAssertion({ url, requestToken, audience: cloud.federationAudience, httpClient })
      return new identity.ClientAssertionCredential(tenant, client, assertion, common)
    },
  },
}

/**
 * The login of a run. Loads @azure/identity; never called with --mock.
 *
 * @throws exit 5 naming every variable that the chosen way lacks
 */
export async function createCredential(options: LoginOptions): Promise<TokenCredential> {
  const { env, clock, cloud } = options
  if (options.mode === 'auto' && env.AZBK_ACCESS_TOKEN) return readyTokenCredential(env.AZBK_ACCESS_TOKEN, clock)
  const mode = options.mode === 'auto' && isAdfsPrincipal(cloud, env) ? 'env' : options.mode
  const { make } = LOGINS[mode]
  const vars = requireVariables(mode, env)
  const network = rememberNetworkErrors(options.httpClient)
  const common: CredentialOptions = {
    authorityHost: cloud.authority,
    disableInstanceDiscovery: cloud.discovered,
    retryOptions: { maxRetries: 0 },
    httpClient: network.httpClient,
  }
  const told = async <T>(work: () => T | Promise<T>): Promise<T> => {
    network.forget()
    try {
      return await work()
    } catch (error) {
      throw loginError(error, { mode, networkError: network.last() })
    }
  }
  const identity = await import('@azure/identity')
  const inner = await told(() => make(identity, vars, { ...options, httpClient: network.httpClient, common }))
  return { getToken: (scopes, tokenOptions) => told(() => inner.getToken(scopes, tokenOptions)) }
}

/** AD FS knows no tenants: its authority stands for all of them, under this name. */
function tenantOf(cloud: Cloud, tenant: string): string {
  return isAdfs(cloud) ? 'adfs' : tenant
}

/** The SDK's own chain would put the tenant into the address of AD FS. */
function isAdfsPrincipal(cloud: Cloud, env: LoginOptions['env']): boolean {
  return isAdfs(cloud) && LOGINS.env.needs.every((names) => names.some((name) => env[name]))
}

function isAdfs(cloud: Cloud): boolean {
  return cloud.authority.endsWith('/adfs')
}

function requireVariables(mode: AuthMode, env: LoginOptions['env']): string[] {
  const { needs, hint } = LOGINS[mode]
  const missing = needs.filter((names) => !names.some((name) => env[name]))
  if (missing.length === 0) return needs.map((names) => env[names.find((name) => env[name]) ?? ''] ?? '')
  const list = missing.map(([usual, ...others]) => (others.length === 0 ? usual : `${usual} (or ${others.join(', ')})`))
  throw new AzbkError({
    code: 'LOGIN_VARIABLES_MISSING',
    exit: 'noPermission',
    message: `--auth ${mode} lacks ${list.length === 1 ? 'a variable' : `${list.length} variables`}: ${list.join(', ')}.`,
    suggestions: [hint, 'Or log in another way with --auth; docs/login.md describes each.'],
    details: { missing: missing.map(([usual]) => usual) },
  })
}
