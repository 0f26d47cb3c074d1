import { crashPolicy, dailyPolicy, hourlyPolicy, longTermPolicy, weeklyPolicy } from './policy-bodies.js'
import { FIRST_SUBSCRIPTION } from './stage.js'
import { readTable } from './table.js'

/** The second subscription of contoso. */
export const DEV_SUBSCRIPTION = '00000000-0000-0000-0000-000000000002'

/** Resource group -> region; `subscription` is `main` or `dev`. */
export const GROUPS = readTable(
  `
  name              | location    | subscription
  rg-shop           | northeurope | main
  rg-edge-neu       | northeurope | main
  rg-network        | westeurope  | main
  rg-backup-weu     | westeurope  | main
  rg-web-weu        | westeurope  | main
  RG-ERP-WEU        | westeurope  | main
  Rg-Data-Weu       | westeurope  | main
  rg-ml-weu         | westeurope  | main
  rg-legacy-weu     | westeurope  | main
  rg-pay-weu        | westeurope  | main
  rg-backup-eus     | eastus      | main
  rg-app-eus-blue   | eastus      | main
  rg-app-eus-green  | eastus      | main
  rg-sap-eus        | eastus      | main
  rg-batch-eus      | eastus      | main
  rg-backup-dev     | westeurope  | dev
  rg-dev            | westeurope  | dev
  `,
  ['name', 'location', 'subscription'],
)

export const ACCOUNTS = readTable(
  `
  name              | group         | kind      | sku
  contosostageweu   | rg-backup-weu | StorageV2 | Standard_LRS
  contosostageneu   | rg-shop       | StorageV2 | Standard_LRS
  contosostageeus   | rg-backup-eus | StorageV2 | Standard_GRS
  contosopremiumweu | rg-backup-weu | StorageV2 | Premium_LRS
  contosolegacyvhds | rg-legacy-weu | Storage   | Standard_LRS
  contosostagedev   | rg-backup-dev | StorageV2 | Standard_LRS
  `,
  ['name', 'group', 'kind', 'sku'],
)

export const VAULTS = readTable(
  `
  name              | group         | redundancy       | settings
  vault-weu         | rg-backup-weu | GeoRedundant     | cross-region
  vault-eus         | rg-backup-eus | LocallyRedundant | immutable
  vault-eus-guarded | rg-backup-eus | GeoRedundant     |
  vault-eus-mixed   | rg-backup-eus | ZoneRedundant    |
  vault-eus-retired | rg-backup-eus | LocallyRedundant |
  vault-eus-empty   | rg-backup-eus | GeoRedundant     |
  vault-dev         | rg-backup-dev | LocallyRedundant |
  `,
  ['name', 'group', 'redundancy', 'settings'],
)

/** Policies beside the three that every vault has. */
export const POLICIES = [
  { vault: 'vault-weu', name: 'daily-2200', body: dailyPolicy('22:00', { days: 30 }) },
  { vault: 'vault-weu', name: 'weekly-sun-0200', body: weeklyPolicy('Sunday', '02:00', 12) },
  { vault: 'vault-weu', name: 'critical-0800', body: hourlyPolicy('08:00', 4) },
  {
    vault: 'vault-weu',
    name: 'daily-2100-cet',
    body: dailyPolicy('21:00', { days: 14, timeZone: 'W. Europe Standard Time' }),
  },
  { vault: 'vault-weu', name: 'crash-2300', body: crashPolicy('23:00') },
  { vault: 'vault-weu', name: 'longterm-0100', body: longTermPolicy('01:00') },
  { vault: 'vault-weu', name: 'unused-0500', body: dailyPolicy('05:00', { days: 7 }) },
  { vault: 'vault-eus', name: 'standard-0300', body: dailyPolicy('03:00', { days: 30 }) },
  { vault: 'vault-eus', name: 'critical-0800', body: hourlyPolicy('08:00', 6) },
  { vault: 'vault-eus-guarded', name: 'daily-0100', body: dailyPolicy('01:00', { days: 90 }) },
  { vault: 'vault-eus-mixed', name: 'daily-0430', body: dailyPolicy('04:30', { days: 30 }) },
  { vault: 'vault-eus-retired', name: 'daily-0600', body: dailyPolicy('06:00', { days: 7 }) },
  { vault: 'vault-dev', name: 'dev-0430', body: dailyPolicy('04:30', { days: 7 }) },
] as const

/**
 * The 60 VMs, and two that are gone when the world is handed over (`gone-...`). `protection` is `vault/policy`, the day it
 * was switched on behind `@` (days before now; 15 when absent).
 */
export const VMS = readTable(
  `
  name             | group            | size              | os      | disks           | tags                                       | traits                                | protection
  # northeurope: the shop of the demo, and the edge; nothing is protected, there is no vault
  shop-web-01      | rg-shop          | Standard_D4s_v5   | Linux   | P64 P256        | azbk-tier=critical env=prod app=shop       | trusted-launch                        |
  shop-web-02      | rg-shop          | Standard_D4s_v5   | Linux   | P64 P256        | azbk-tier=critical env=prod app=shop       | trusted-launch                        |
  shop-db-01       | rg-shop          | Standard_D4s_v5   | Windows | P128 P512x3     | azbk-tier=critical env=prod app=shop       | trusted-launch                        |
  edge-01          | rg-edge-neu      | Standard_B2ms     | Linux   | S64             | env=prod app=edge                          |                                       |
  edge-02          | rg-edge-neu      | Standard_B2ms     | Linux   | S64             | env=prod app=edge                          | zone:1                                |
  EDGE-DC01        | rg-edge-neu      | Standard_D2s_v5   | Windows | P128 P64        | azbk-tier=standard env=prod app=identity   | deallocated                           |
  # westeurope: web front, all at 22:00
  web-01           | rg-web-weu       | Standard_D2s_v5   | Linux   | P30             | azbk-tier=standard env=prod app=web        |                                       | vault-weu/daily-2200
  web-02           | rg-web-weu       | Standard_D2s_v5   | Linux   | P30             | azbk-tier=standard env=prod app=web        |                                       | vault-weu/daily-2200
  web-03           | rg-web-weu       | Standard_D2s_v5   | Linux   | P30             | azbk-tier=standard env=prod app=web        | zone:1                                | vault-weu/daily-2200
  web-04           | rg-web-weu       | Standard_D2s_v5   | Linux   | P30             | azbk-tier=standard env=prod app=web        | zone:2                                | vault-weu/daily-2200
  web-05           | rg-web-weu       | Standard_D2s_v5   | Linux   | P30             | azbk-tier=standard env=prod app=web        | zone:3                                | vault-weu/daily-2200
  web-06           | rg-web-weu       | Standard_D2s_v5   | Linux   | P30             | env=test app=web                           |                                       |
  # ERP: databases kept for years, files weekly
  erp-app-01       | RG-ERP-WEU       | Standard_D8s_v5   | Windows | P128 P256       | azbk-tier=standard env=prod app=erp        |                                       | vault-weu/daily-2200
  erp-app-02       | RG-ERP-WEU       | Standard_D8s_v5   | Windows | P128 P256       | azbk-tier=standard env=prod app=erp        |                                       | vault-weu/daily-2200
  ERP-DB01         | RG-ERP-WEU       | Standard_E8s_v5   | Windows | P128 P1024x4    | azbk-tier=critical env=prod app=erp        | trusted-launch                        | vault-weu/longterm-0100@29
  ERP-DB02         | RG-ERP-WEU       | Standard_E8s_v5   | Windows | P128 P1024x4    | azbk-tier=critical env=prod app=erp        | trusted-launch                        | vault-weu/longterm-0100@29
  erp-file-01      | RG-ERP-WEU       | Standard_D4s_v5   | Windows | P128 S2048      | azbk-tier=dev env=prod app=erp             |                                       | vault-weu/weekly-sun-0200@29
  erp-print-01     | RG-ERP-WEU       | Standard_B2ms     | Windows | S128            | azbk-tier=dev env=prod app=erp             |                                       | vault-weu/weekly-sun-0200@29
  # Data: upper case and digits, many disks, disk kinds that only enhanced policies take
  DATA01           | Rg-Data-Weu      | Standard_D4s_v5   | Linux   | P64 P512x2      | azbk-tier=standard env=prod app=data       |                                       | vault-weu/daily-2100-cet
  Data02           | Rg-Data-Weu      | Standard_D4s_v5   | Linux   | P64 P512x2      | azbk-tier=standard env=prod app=data       |                                       | vault-weu/daily-2100-cet
  data-lake-01     | Rg-Data-Weu      | Standard_D16s_v5  | Linux   | P128 P512x18    | azbk-tier=critical env=prod app=data       | trusted-launch                        | vault-weu/critical-0800
  data-ultra-01    | Rg-Data-Weu      | Standard_D8s_v5   | Linux   | P64 U512x2      | azbk-tier=critical env=prod app=data       | zone:1                                | vault-weu/critical-0800
  data-v2-01       | Rg-Data-Weu      | Standard_D8s_v5   | Linux   | P64 V1024       | azbk-tier=critical env=prod app=data       | zone:2                                |
  data-sql-01      | Rg-Data-Weu      | Standard_E4s_v5   | Windows | P128 P512x3     | azbk-tier=standard env=prod app=data       | exclude-lun:2                         | vault-weu/daily-2200
  # ML: what agentless crash consistency refuses
  ml-eph-01        | rg-ml-weu        | Standard_D4ds_v5  | Linux   | S64             | env=prod app=ml                            | ephemeral                             |
  ml-wa-01         | rg-ml-weu        | Standard_M32ms    | Linux   | P128 P1024x2    | azbk-tier=critical env=prod app=ml         | write-accelerated                     | vault-weu/critical-0800
  ml-boost-01      | rg-ml-weu        | Standard_D4s_v6   | Linux   | P64 P256        | azbk-tier=standard env=prod app=ml         | trusted-launch                        |
  ml-cvm-01        | rg-ml-weu        | Standard_DC4as_v5 | Linux   | P64             | azbk-tier=critical env=prod app=ml         | confidential                          |
  ml-cache-01      | rg-ml-weu        | Standard_D4s_v5   | Linux   | P64 P256        | azbk-tier=standard env=prod app=ml         | trusted-launch rw-cache               | vault-weu/crash-2300
  ml-crash-01      | rg-ml-weu        | Standard_D4s_v5   | Linux   | P64 P256x2      | azbk-tier=standard env=prod app=ml         | trusted-launch                        | vault-weu/crash-2300
  ml-share-01      | rg-ml-weu        | Standard_D4s_v5   | Linux   | P64 P256        | env=prod app=ml                            | shared:ml-shared-disk                 |
  ml-share-02      | rg-ml-weu        | Standard_D4s_v5   | Linux   | P64 P256        | env=prod app=ml                            | shared:ml-shared-disk                 |
  # Legacy: VHDs in a storage account, sizes without premium disks
  legacy-vhd-01    | rg-legacy-weu    | Standard_A2_v2    | Windows | H127 H512x2     | azbk-tier=dev env=prod app=legacy          | unmanaged:contosolegacyvhds           | vault-weu/daily-2200
  legacy-vhd-02    | rg-legacy-weu    | Standard_A2_v2    | Windows | H127 H512       | azbk-tier=dev env=prod app=legacy          | unmanaged:contosolegacyvhds           | vault-weu/daily-2200
  legacy-a4-01     | rg-legacy-weu    | Standard_A4_v2    | Linux   | H64 H256        | azbk-tier=dev env=prod app=legacy          |                                       |
  legacy-d4-01     | rg-legacy-weu    | Standard_D4_v5    | Linux   | S64 S256        | azbk-tier=dev env=prod app=legacy          |                                       | vault-weu/daily-2200
  # Pay: one VM for each state of protection
  pay-new-01       | rg-pay-weu       | Standard_D2s_v5   | Linux   | P64             | azbk-tier=standard env=prod app=pay        |                                       | vault-weu/daily-2200@0
  pay-retired-01   | rg-pay-weu       | Standard_D2s_v5   | Linux   | P64             | env=prod app=pay                           | deallocated                           | vault-weu/daily-2200
  pay-old-01       | rg-pay-weu       | Standard_D2s_v5   | Linux   | P64             | env=prod app=pay                           | stopped                               | vault-weu/daily-2200
  pay-agent-01     | rg-pay-weu       | Standard_D2s_v5   | Windows | P128            | azbk-tier=standard env=prod app=pay        | no-agent                              | vault-weu/daily-2200
  pay-stale-01     | rg-pay-weu       | Standard_D2s_v5   | Windows | P128 P64        | azbk-tier=critical env=prod app=pay        |                                       | vault-weu/daily-2200
  pay-vss-01       | rg-pay-weu       | Standard_D4s_v5   | Windows | P128 P256       | azbk-tier=standard env=prod app=pay        |                                       | vault-weu/daily-2200
  pay-run-01       | rg-pay-weu       | Standard_D4s_v5   | Linux   | P64 P512        | azbk-tier=standard env=prod app=pay        |                                       | vault-weu/daily-2200
  pay-off-01       | rg-pay-weu       | Standard_D2s_v5   | Linux   | P64             | azbk-tier=dev env=prod app=pay             | deallocated                           | vault-weu/daily-2200
  pay-broken-01    | rg-pay-weu       | Standard_D2s_v5   | Linux   | P64             | env=prod app=pay                           | provisioning-failed                   |
  gone-01          | rg-pay-weu       | Standard_D2s_v5   | Linux   | P64             | env=prod app=pay                           |                                       | vault-weu/daily-2200
  # eastus: one name in two groups, a guarded vault, zones, a scale set
  app-01           | rg-app-eus-blue  | Standard_D4s_v5   | Linux   | P64 P128        | azbk-tier=standard env=prod app=app        |                                       | vault-eus/standard-0300
  app-01           | rg-app-eus-green | Standard_D4s_v5   | Linux   | P64 P128        | azbk-tier=standard env=prod app=app        |                                       |
  app-02           | rg-app-eus-blue  | Standard_D4s_v5   | Linux   | P64 P128        | azbk-tier=standard env=prod app=app        |                                       | vault-eus/standard-0300
  app-03           | rg-app-eus-green | Standard_D4as_v7  | Linux   | P64 P128        | azbk-tier=critical env=prod app=app        | trusted-launch                        | vault-eus/critical-0800
  sap-hana-01      | rg-sap-eus       | Standard_M64ms    | Linux   | P128 P2048x4    | azbk-tier=critical env=prod app=sap        | write-accelerated                     | vault-eus-guarded/daily-0100
  sap-app-01       | rg-sap-eus       | Standard_E16s_v5  | Linux   | P128 P512       | azbk-tier=critical env=prod app=sap        |                                       | vault-eus-guarded/daily-0100
  sap-sql-01       | rg-sap-eus       | Standard_E8s_v5   | Windows | P128 P1024x2    | azbk-tier=standard env=prod app=sap        |                                       | vault-eus-mixed/daily-0430
  batch_1a2b3c     | rg-batch-eus     | Standard_F4s_v2   | Linux   | P30             | env=prod app=batch                         | scale-set:batch                       |
  batch_4d5e6f     | rg-batch-eus     | Standard_F4s_v2   | Linux   | P30             | env=prod app=batch                         | scale-set:batch                       |
  batch-ctl-01     | rg-batch-eus     | Standard_D2s_v5   | Linux   | P64             | env=prod app=batch                         |                                       | vault-eus-retired/daily-0600
  gone-02          | rg-batch-eus     | Standard_D2s_v5   | Linux   | P64             | env=prod app=batch                         |                                       | vault-eus-retired/daily-0600
  # the second subscription
  dev-01           | rg-dev           | Standard_B2ms     | Linux   | S64             | azbk-tier=dev env=dev app=sandbox          |                                       | vault-dev/dev-0430
  dev-02           | rg-dev           | Standard_B2ms     | Linux   | S64             | azbk-tier=dev env=dev app=sandbox          |                                       | vault-dev/dev-0430
  dev-03           | rg-dev           | Standard_B2ms     | Windows | S128            | azbk-tier=dev env=dev app=sandbox          | deallocated                           |
  dev-04           | rg-dev           | Standard_B2ms     | Linux   | S64             | env=dev app=sandbox                        |                                       |
  dev-05           | rg-dev           | Standard_B2ms     | Linux   | S64             | env=dev app=sandbox                        |                                       |
  `,
  ['name', 'group', 'size', 'os', 'disks', 'tags', 'traits', 'protection'],
)

/** Id of a subscription by its short name in the tables. */
export function subscriptionOf(shortName: string): string {
  return shortName === 'dev' ? DEV_SUBSCRIPTION : FIRST_SUBSCRIPTION
}
