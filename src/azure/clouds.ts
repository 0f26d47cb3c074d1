/** The addresses of one Azure. */
export interface Cloud {
  readonly name: string
  /** Without a trailing slash, e.g. `https://management.azure.com`. */
  readonly armEndpoint: string
  /** What tokens are asked for; `/.default` is appended. */
  readonly audience: string
  /** Login authority, e.g. `https://login.microsoftonline.com`; ends in `/adfs` for AD FS. */
  readonly authority: string
  /** The home of files that need a secret-free look at other endpoints, e.g. `core.windows.net`. */
  readonly storageSuffix: string
  /** What a token for federated login must be made out to (workload identity federation, per cloud). */
  readonly federationAudience: string
  /** True when the addresses were read from the endpoint itself: Azure Stack Hub, a served mock, a private cloud. */
  readonly discovered: boolean
}

export const CLOUDS = {
  AzureCloud: {
    name: 'AzureCloud',
    armEndpoint: 'https://management.azure.com',
    audience: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
    federationAudience: 'api://AzureADTokenExchange',
    discovered: false,
  },
  AzureUSGovernment: {
    name: 'AzureUSGovernment',
    armEndpoint: 'https://management.usgovcloudapi.net',
    audience: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    storageSuffix: 'core.usgovcloudapi.net',
    federationAudience: 'api://AzureADTokenExchangeUSGov',
    discovered: false,
  },
  AzureChinaCloud: {
    name: 'AzureChinaCloud',
    armEndpoint: 'https://management.chinacloudapi.cn',
    audience: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    federationAudience: 'api://AzureADTokenExchangeChina',
    discovered: false,
  },
} as const satisfies Record<string, Cloud>

export type CloudName = keyof typeof CLOUDS
export const CLOUD_NAMES = Object.keys(CLOUDS) as CloudName[]

/** The scope of tokens for Azure Resource Manager. An audience's trailing slash would give `//.default`. */
export function armScope(cloud: Cloud): string {
  return `${cloud.audience.replace(/\/$/, '')}/.default`
}
