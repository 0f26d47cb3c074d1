/** The addresses of one Azure. */
export interface Cloud {
  readonly name: string
  /** Without a trailing slash, e.g. `https://management.azure.com`. */
  readonly armEndpoint: string
  /** What tokens are asked for; `/.default` is appended. */
  readonly audience: string
  /** Login authority, e.g. `https://login.microsoftonline.com`. */
  readonly authority: string
  /** The home of files that need a secret-free look at other endpoints, e.g. `core.windows.net`. */
  readonly storageSuffix: string
}

export const CLOUDS = {
  AzureCloud: {
    name: 'AzureCloud',
    armEndpoint: 'https://management.azure.com',
    audience: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
  },
  AzureUSGovernment: {
    name: 'AzureUSGovernment',
    armEndpoint: 'https://management.usgovcloudapi.net',
    audience: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    storageSuffix: 'core.usgovcloudapi.net',
  },
  AzureChinaCloud: {
    name: 'AzureChinaCloud',
    armEndpoint: 'https://management.chinacloudapi.cn',
    audience: 'https://management.chinacloudapi.cn',
    authority: 'https://login.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
  },
} as const satisfies Record<string, Cloud>

export type CloudName = keyof typeof CLOUDS
export const CLOUD_NAMES = Object.keys(CLOUDS) as CloudName[]
