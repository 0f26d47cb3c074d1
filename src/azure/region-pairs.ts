import { regionKey } from '../core/names.js'

/** Pairs that restore both ways. Source of both tables: AZURE-BACKUP-API.md section 14. */
const BOTH_WAYS: readonly (readonly [string, string])[] = [
  ['australiacentral', 'australiacentral2'],
  ['australiaeast', 'australiasoutheast'],
  ['canadacentral', 'canadaeast'],
  ['centralindia', 'southindia'],
  ['centralus', 'eastus2'],
  ['centraluseuap', 'eastus2euap'],
  ['chinaeast', 'chinanorth'],
  ['chinaeast2', 'chinanorth2'],
  ['chinaeast3', 'chinanorth3'],
  ['eastasia', 'southeastasia'],
  ['eastus', 'westus'],
  ['francecentral', 'francesouth'],
  ['germanycentral', 'germanynortheast'],
  ['germanynorth', 'germanywestcentral'],
  ['japaneast', 'japanwest'],
  ['jioindiacentral', 'jioindiawest'],
  ['koreacentral', 'koreasouth'],
  ['northcentralus', 'southcentralus'],
  ['northeurope', 'westeurope'],
  ['norwayeast', 'norwaywest'],
  ['southafricanorth', 'southafricawest'],
  ['swedencentral', 'swedensouth'],
  ['switzerlandnorth', 'switzerlandwest'],
  ['taiwannorth', 'taiwannorthwest'],
  ['uaecentral', 'uaenorth'],
  ['uksouth', 'ukwest'],
  ['usdodcentral', 'usdodeast'],
  ['usgovarizona', 'usgovtexas'],
  ['usnateast', 'usnatwest'],
  ['usseceast', 'ussecwest'],
  ['westcentralus', 'westus2'],
]

const ONE_WAY: Readonly<Record<string, string>> = {
  brazilsouth: 'southcentralus',
  brazilsoutheast: 'brazilsouth',
  malaysiasouth: 'japanwest',
  southeastus: 'westus3',
  usgoviowa: 'usgovvirginia',
  usgovvirginia: 'usgovtexas',
  westindia: 'southindia',
  westus3: 'eastus',
}

/** The region to which a vault of this region copies its points when it is geo-redundant; undefined without a pair. */
export function pairedRegion(location: string): string | undefined {
  const region = regionKey(location)
  const pair = BOTH_WAYS.find((regions) => regions.includes(region))
  return ONE_WAY[region] ?? pair?.find((other) => other !== region)
}
