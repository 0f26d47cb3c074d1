import type { Settings } from '../config/settings.js'
import { usageError } from '../core/errors.js'
import type { MockServeResult } from './serve.js'

/** What a client needs of a served mock. */
export type MockAddress = Pick<
  MockServeResult,
  'baseUrl' | 'caFile' | 'tenantId' | 'subscriptionId' | 'clientId' | 'clientSecret'
>

export const SHELLS = ['posix', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

type Variables = Readonly<Record<string, string>>

/** What azbk reads. */
export function azbkVariables({ baseUrl, subscriptionId }: MockAddress): Variables {
  return {
    AZBK_ARM_ENDPOINT: baseUrl,
    AZBK_AUTH: 'env',
    ...(subscriptionId === '' ? {} : { AZBK_SUBSCRIPTION: subscriptionId }),
    AZBK_MOCK_SERVER: baseUrl,
  }
}

/**
 * The login of the SDKs, for `DefaultAzureCredential` as it is. Source: docs, environment variables of Azure Identity. The
 * tenant `adfs` keeps clients from asking a server of Microsoft's about the login endpoint.
 */
export function loginVariables(mock: MockAddress): Variables {
  return {
    AZURE_AUTHORITY_HOST: `${mock.baseUrl}/`,
    AZURE_TENANT_ID: 'adfs',
    AZURE_CLIENT_ID: mock.clientId,
    AZURE_CLIENT_SECRET: mock.clientSecret,
    ...(mock.subscriptionId === '' ? {} : { AZURE_SUBSCRIPTION_ID: mock.subscriptionId }),
  }
}

/** Whom to trust, in the words of Node, of Python's requests (az too), and of OpenSSL (Go and .NET on Linux). */
export function trustVariables({ caFile }: MockAddress): Variables {
  return { NODE_EXTRA_CA_CERTS: caFile, REQUESTS_CA_BUNDLE: caFile, SSL_CERT_FILE: caFile }
}

/** Source: docs, Terraform providers azurerm (`metadata_host`) and azapi (`endpoint`, `disable_instance_discovery`). */
export function terraformVariables(mock: MockAddress): Variables {
  return {
    ARM_METADATA_HOSTNAME: new URL(mock.baseUrl).host,
    ARM_TENANT_ID: mock.tenantId,
    ARM_CLIENT_ID: mock.clientId,
    ARM_CLIENT_SECRET: mock.clientSecret,
    ...(mock.subscriptionId === '' ? {} : { ARM_SUBSCRIPTION_ID: mock.subscriptionId }),
    ARM_RESOURCE_PROVIDER_REGISTRATIONS: 'none',
    ARM_RESOURCE_MANAGER_ENDPOINT: mock.baseUrl,
    ARM_RESOURCE_MANAGER_AUDIENCE: mock.baseUrl,
    ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST: mock.baseUrl,
    ARM_DISABLE_INSTANCE_DISCOVERY: 'true',
  }
}

/** Lines for a shell are no document, and a query has nothing to work on. */
export function refuseEnvAsDocument({ output, query }: Pick<Settings, 'output' | 'query'>): void {
  if (output === 'table' && query === null) return
  throw usageError(
    'ENV_IS_NO_DOCUMENT',
    `--env prints lines for a shell, not ${query === null ? output : 'what --query asks'}.`,
    [
      'Leave out --env: the document holds the same values.',
      'Or leave out --output, --query and the variables AZBK_OUTPUT, AZBK_JSON and AZBK_QUERY.',
    ],
  )
}

/** Every variable for every client, as a shell reads them. */
export function renderExports(mock: MockAddress, shell: Shell): string {
  const all = { ...trustVariables(mock), ...loginVariables(mock), ...azbkVariables(mock), ...terraformVariables(mock) }
  return exportLines(all, shell).join('\n')
}

export function exportLines(variables: Variables, shell: Shell): string[] {
  return Object.entries(variables).map(([name, value]) =>
    shell === 'posix' ? `export ${name}=${quote(value, shell)}` : `$env:${name} = ${quote(value, shell)}`,
  )
}

/** One word for a shell, whatever is in it. */
export function quote(text: string, shell: Shell): string {
  return `'${text.replaceAll("'", shell === 'posix' ? "'\\''" : "''")}'`
}
