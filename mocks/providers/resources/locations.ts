/** A region that subscriptions of the mock can use. */
export interface Location {
  name: string
  displayName: string
  geography: string
  /** Name of the region that its geo-redundant copies go to. */
  pair: string
}

/** Source: recordings of 2024 and the region list of the az client. */
export const LOCATIONS: readonly Location[] = [
  ...pair('Europe', ['westeurope', 'West Europe'], ['northeurope', 'North Europe']),
  ...pair('US', ['eastus', 'East US'], ['westus', 'West US']),
  ...pair('US', ['eastus2', 'East US 2'], ['centralus', 'Central US']),
  ...pair('UK', ['uksouth', 'UK South'], ['ukwest', 'UK West']),
  ...pair('Germany', ['germanywestcentral', 'Germany West Central'], ['germanynorth', 'Germany North']),
  ...pair('Asia Pacific', ['southeastasia', 'Southeast Asia'], ['eastasia', 'East Asia']),
]

type Names = readonly [name: string, displayName: string]

function pair(geography: string, one: Names, other: Names): Location[] {
  return [
    { name: one[0], displayName: one[1], geography, pair: other[0] },
    { name: other[0], displayName: other[1], geography, pair: one[0] },
  ]
}
