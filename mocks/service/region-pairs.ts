/** Secondary region of a vault's region. Source: az client, cross-region restore table. Both ways unless listed one by one. */
const TWO_WAY = [
  'australiacentral-australiacentral2',
  'australiaeast-australiasoutheast',
  'canadacentral-canadaeast',
  'centralindia-southindia',
  'centralus-eastus2',
  'chinaeast-chinanorth',
  'chinaeast2-chinanorth2',
  'chinaeast3-chinanorth3',
  'eastasia-southeastasia',
  'eastus-westus',
  'francecentral-francesouth',
  'germanynorth-germanywestcentral',
  'japaneast-japanwest',
  'jioindiacentral-jioindiawest',
  'koreacentral-koreasouth',
  'northcentralus-southcentralus',
  'northeurope-westeurope',
  'norwayeast-norwaywest',
  'southafricanorth-southafricawest',
  'swedencentral-swedensouth',
  'switzerlandnorth-switzerlandwest',
  'uaecentral-uaenorth',
  'uksouth-ukwest',
  'usgovarizona-usgovtexas',
  'usdodcentral-usdodeast',
  'usnateast-usnatwest',
  'usseceast-ussecwest',
  'germanycentral-germanynortheast',
  'westcentralus-westus2',
  'centraluseuap-eastus2euap',
  'taiwannorth-taiwannorthwest',
]

const ONE_WAY: Record<string, string> = {
  brazilsouth: 'southcentralus',
  brazilsoutheast: 'brazilsouth',
  westindia: 'southindia',
  westus3: 'eastus',
  usgoviowa: 'usgovvirginia',
  usgovvirginia: 'usgovtexas',
  malaysiasouth: 'japanwest',
  southeastus: 'westus3',
}

/** Regions without a pair. Source: docs, list of Azure regions. */
const WITHOUT_PAIR = [
  'austriaeast',
  'belgiumcentral',
  'chilecentral',
  'indonesiacentral',
  'israelcentral',
  'italynorth',
  'malaysiawest',
  'mexicocentral',
  'newzealandnorth',
  'polandcentral',
  'qatarcentral',
  'spaincentral',
]

const REGIONS = new Set([
  ...TWO_WAY.flatMap((pair) => pair.split('-')),
  ...Object.entries(ONE_WAY).flat(),
  ...WITHOUT_PAIR,
])

/** True for the name of a region of Azure, of any cloud. */
export function isRegion(name: string): boolean {
  return REGIONS.has(name)
}

/** The paired region, or undefined when the region has none. */
export function pairedRegion(region: string): string | undefined {
  const pair = TWO_WAY.map((text) => text.split('-')).find((regions) => regions.includes(region))
  return pair?.find((other) => other !== region) ?? ONE_WAY[region]
}

/** Region name as ids carry it: `West Europe` -> `westeurope`. */
export function regionName(text: string): string {
  return text.toLowerCase().replaceAll(' ', '')
}
